"""Reminders on the page of a ticket."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from maru.support.reminders.models import Reminder
from maru.support.tickets.tests.cast import SupportTestCase

HTMX = {"HX-Request": "true"}


class PageTests(SupportTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)
        self.place = reverse("reminders:reminders", args=[self.ticket.pk])

    def set(self, **given):
        return self.client.post(self.place, given, headers=HTMX)

    def way_back(self, response, method):
        said = response.content.decode().split(f'hx-{method}="')[-1].split('"')[0]
        return said.replace("&amp;", "&")

    def test_one_line_sets_it_and_the_page_shows_it_to_its_member_alone(self):
        self.assertContains(
            self.set(text="내일 오후 2시 <b>다시</b> 전화"), "&lt;b&gt;다시&lt;/b&gt; 전화"
        )
        page = reverse("desk:ticket", args=[self.ticket.pk])
        self.assertContains(self.client.get(page), "다시&lt;/b&gt; 전화")
        self.client.force_login(self.minho)
        self.assertNotContains(self.client.get(page), "다시&lt;/b&gt; 전화")

    def test_what_says_no_time_is_refused_in_words(self):
        for given in ({"text": "다시 전화"}, {"text": ""}, {"text": "x", "when": "어제"},
                      {"text": "x", "offer": "2020-01-01T00:00:00+09:00"},
                      {"text": "내일 전화", "team": self.secret_team.pk}):  # fmt: skip
            self.assertContains(self.set(**given), "notice--bad", status_code=422)
        self.assertFalse(Reminder.objects.exists())

    def test_each_step_has_a_way_back(self):
        made = self.set(text="내일 오후 2시 다시 전화")
        self.client.delete(self.way_back(made, "delete"), headers=HTMX)
        self.assertFalse(Reminder.objects.exists())
        self.set(text="내일 오후 2시 다시 전화", team=self.team.pk)
        row = Reminder.objects.get()
        was = row.due_at
        place = reverse("reminders:reminder", args=[self.ticket.pk, row.pk])

        later = (timezone.now() + timedelta(days=3)).isoformat()
        put_off = self.client.post(place, {"offer": later}, headers=HTMX)
        row.refresh_from_db()
        self.assertEqual((row.text, row.team), ("다시 전화", self.team))
        self.assertNotEqual(row.due_at, was)
        self.client.post(self.way_back(put_off, "post"), headers=HTMX)
        row.refresh_from_db()
        self.assertEqual((row.due_at, row.text, row.team), (was, "다시 전화", self.team))

        done = self.client.post(f"{place}done/", headers=HTMX)
        self.assertIsNotNone(Reminder.objects.get().done_at)
        self.client.delete(self.way_back(done, "delete"), headers=HTMX)
        self.assertIsNone(Reminder.objects.get().done_at)

        gone = self.client.delete(place, headers=HTMX)
        self.assertFalse(Reminder.objects.exists())
        self.client.post(self.way_back(gone, "post"), headers=HTMX)
        row = Reminder.objects.get()
        self.assertEqual((row.due_at, row.text, row.team), (was, "다시 전화", self.team))

    def test_without_scripts_it_is_changed_by_a_page(self):
        self.client.post(self.place, {"text": "내일 오후 2시 다시 전화"})
        row = Reminder.objects.get()
        place = reverse("reminders:reminder", args=[self.ticket.pk, row.pk])
        self.assertContains(self.client.get(place), "다시 전화")
        due = row.due_at
        self.client.post(place, {"text": "메일 쓰기", "when": "", "team": ""})
        row.refresh_from_db()
        self.assertEqual((row.text, row.due_at), ("메일 쓰기", due))
        self.client.post(place, {"undo": "1"})
        self.assertFalse(Reminder.objects.exists())

    def test_a_colleague_s_own_does_not_exist(self):
        row = Reminder.make(self.ticket, by=self.minho, due_at=timezone.now() + timedelta(days=1))
        place = reverse("reminders:reminder", args=[self.ticket.pk, row.pk])
        answers = [
            self.client.get(place),
            self.client.post(place),
            self.client.post(f"{place}done/"),
        ]
        self.assertEqual([each.status_code for each in answers], [404] * 3)
