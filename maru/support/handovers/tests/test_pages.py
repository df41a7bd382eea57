"""The pages of a hand-over: what is open, what will happen, what happened."""

from __future__ import annotations

from django.urls import reverse

from maru.staff.members.models import Member
from maru.support.handovers.models import Handover
from maru.support.handovers.tests.test_handing import HandingCase


class PageTests(HandingCase):
    def setUp(self):
        self.client.force_login(self.jisu)
        self.place = reverse("desk:handover_new")
        self.given = {
            "to": f"member {self.minho.pk}", "text": "조용했어요", "is_giving": "on",
            "ticket": [self.ticket.pk], f"text-{self.ticket.pk}": "<b>사진</b>을 기다림\r\n둘째 줄",
        }  # fmt: skip

    def test_it_is_looked_at_changed_and_done(self):
        self.assertContains(self.client.get(self.place), "두 번째")
        seen = self.client.post(self.place, self.given)
        self.assertContains(seen, "&lt;b&gt;사진&lt;/b&gt;을 기다림")
        self.assertFalse(Handover.objects.exists())
        again = self.client.post(self.place, {**self.given, "edit": "1"})
        self.assertContains(again, "&lt;b&gt;사진&lt;/b&gt;을 기다림\n둘째 줄</textarea>")
        done = self.client.post(self.place, {**self.given, "confirmed": "1"})
        made = Handover.objects.get()
        self.assertRedirects(done, reverse("desk:handover", args=[made.pk]))
        [part] = made.parts.all()
        self.assertEqual((part.ticket, part.text), (self.ticket, "<b>사진</b>을 기다림\n둘째 줄"))
        self.assertEqual(self.assignees(), [self.minho, self.jisu])
        self.client.post(reverse("desk:handover_undoing", args=[made.pk]))
        self.assertEqual(self.assignees(), [self.jisu, self.jisu])

    def test_being_away_is_offered_done_and_remembered(self):
        self.assertNotContains(self.client.get(self.place), 'name="is_leaving" checked')
        given = {**self.given, "is_giving": "", "is_leaving": "on"}
        self.assertContains(self.client.post(self.place, given), 'name="is_leaving" value="on"')
        self.client.post(self.place, {**given, "confirmed": "1"})
        self.assertFalse(Member.objects.get(pk=self.jisu.pk).is_at_work)
        place = reverse("desk:handover", args=[Handover.objects.get().pk])
        self.assertContains(self.client.get(place), "handovers/")
        self.client.post(f"{place}undoing/")
        self.assertTrue(Member.objects.get(pk=self.jisu.pk).is_at_work)
        self.assertRegex(self.client.get(self.place).content.decode(),
                         r'name="is_leaving"[^>]* checked')  # fmt: skip

    def test_what_is_missing_is_said_and_nothing_lost(self):
        for wrong in ({"to": ""}, {"ticket": []}, {"to": f"member {self.eve.pk}"}):
            answer = self.client.post(self.place, {**self.given, **wrong, "confirmed": "1"})
            self.assertContains(answer, "조용했어요", status_code=422)
        self.assertFalse(Handover.objects.exists())

    def test_whoever_takes_over_reads_it_and_may_not_take_it_back(self):
        self.client.post(self.place, {**self.given, "confirmed": "1"})
        place = reverse("desk:handover", args=[Handover.objects.get().pk])
        self.client.force_login(self.minho)
        self.assertContains(self.client.get(place), "조용했어요")
        self.client.post(f"{place}undoing/")
        self.assertEqual(self.assignees(), [self.minho, self.jisu])
        self.client.force_login(self.sora)
        self.assertEqual(self.client.get(place).status_code, 404)

    def test_who_has_nothing_open_is_told_so(self):
        self.client.force_login(self.minho)
        self.assertNotContains(self.client.get(self.place), "<textarea")
