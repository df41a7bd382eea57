"""A colleague of another department is asked, and answers by mail or on the page."""

from __future__ import annotations

import time_machine
from django.urls import reverse

from maru.kit.secrets import unseal
from maru.records.channels.models import Delivery
from maru.support.notifications.lines import lines_of
from maru.support.notifications.mailing import mail_due
from maru.support.notifications.models import Notification
from maru.support.notifications.tests.nights import quiet_night, quiet_over
from maru.support.notifications.wish import choose
from maru.support.sideconversations.models import SideConversation, SideLetter
from maru.support.sideconversations.tests.cast import VENDOR, SideTestCase
from maru.support.sideconversations.writing import write
from maru.support.tickets.models import Ticket


class AskedByMailTests(SideTestCase):
    def setUp(self):
        self.side = self.ask("고물류", "창고에 뚜껑이 남아 있나요?")
        self.letter = SideLetter.objects.select_related("delivery").get()

    def test_who_never_chose_gets_the_question_by_mail_with_a_way_to_answer(self):
        sent = self.letter.delivery.content
        self.assertEqual([party.address for party in sent.to], [self.cole.email])
        words = unseal(sent.text)
        for part in ("최지수", "창고에 뚜껑이 남아 있나요?", "이 줄 위에 답변을 쓰세요",
                     f"/side/{self.side.pk}/"):  # fmt: skip
            self.assertIn(part, words)
        self.assertTrue(sent.is_sealed)

    def test_a_letter_that_did_not_leave_is_told_where_the_question_stands(self):
        place = reverse("sideconversations:show", args=[self.side.pk])
        self.client.force_login(self.jisu)
        self.assertNotContains(self.client.get(place), "고물류 님에게 보낸 메일")
        Delivery.objects.filter(pk=self.letter.delivery_id).update(state="failed", error="550 no")
        page = self.client.get(place)
        self.assertContains(page, "고물류 님에게 보낸 메일: 보내지 못함")
        self.assertContains(page, "550 no")

    def test_in_quiet_hours_each_of_it_waits_until_they_end(self):
        SideLetter.objects.all().delete()
        with time_machine.travel(quiet_night(self.cole), tick=False):
            for text in ("하나", "둘"):
                self.ask(self.cole.email, text)
            mail_due()
            self.assertFalse(SideLetter.objects.exists())
        with time_machine.travel(quiet_over(), tick=False):
            while mail_due():
                pass
        letters = SideLetter.objects.order_by("id")
        texts = [unseal(each.delivery.content.text) for each in letters]
        self.assertEqual(["하나" in texts[0], "둘" in texts[1], len(texts)], [True, True, 2])

    def test_who_takes_part_no_more_by_then_gets_none(self):
        SideLetter.objects.all().delete()
        with time_machine.travel(quiet_night(self.cole), tick=False):
            side = self.ask(self.cole.email, "하나")
        side.participants.all().delete()
        with time_machine.travel(quiet_over(), tick=False):
            mail_due()
        self.assertFalse(SideLetter.objects.exists())

    def test_who_wants_no_mail_gets_none(self):
        choose(self.cole, {"side": {"mail": False}})
        write(self.side, "급해요", by=self.jisu)
        self.assertEqual(SideLetter.objects.count(), 1)

    def test_a_proven_answer_is_theirs_and_the_agent_is_told(self):
        text = "세 개 남았어요\n\n##- 이 줄 위에 답변을 쓰세요 -##\n아래는 편지"
        self.arrive(self.cole.email, text, self.letter.delivery.message_id, verified=True)
        answer = self.side.newest
        self.assertEqual((answer.member, answer.text), (self.cole, "세 개 남았어요"))
        self.assertIsNone(answer.delivery)
        row = Notification.objects.get(member=self.jisu)
        self.assertEqual((row.reason, row.ticket), ("side", self.ticket))
        [line] = lines_of([row], self.jisu)
        self.assertEqual(line.href, f"/side/{self.side.pk}/")
        self.assertIn("세 개 남았어요", line.excerpt)

    def test_an_answer_that_is_not_proven_is_nobodys(self):
        for sender, verified in ((self.cole.email, False), ("eve@evil.example", True)):
            self.arrive(sender, "믿어 줘", self.letter.delivery.message_id, verified=verified)
            answer = self.side.newest
            self.assertIsNone(answer.member)
            self.assertIn("unproven_answer", answer.warnings)

    def test_what_was_said_before_stands_in_the_next_mail(self):
        self.arrive(self.cole.email, "세 개요", self.letter.delivery.message_id, verified=True)
        write(self.side, "하나 보내 주세요", by=self.jisu)
        words = unseal(SideLetter.objects.latest("id").delivery.content.text)
        self.assertIn("> 창고에 뚜껑이 남아 있나요?", words)
        self.assertIn("> 세 개요", words)


class SeeingTests(SideTestCase):
    def test_who_is_asked_sees_the_conversation_and_not_the_ticket(self):
        side = self.ask("고물류")
        self.client.force_login(self.cole)
        place = reverse("sideconversations:show", args=[side.pk])
        page = self.client.get(place)
        self.assertContains(page, "뚜껑만 따로 있나요?")
        self.assertNotContains(page, self.kim.name)
        self.assertEqual(self.client.get(f"/tickets/{self.ticket.pk}/").status_code, 404)
        self.assertFalse(Ticket.objects.visible_to(self.cole).exists())
        self.client.post(place, {"text": "남아 있어요", "seen": side.newest.pk})
        self.assertEqual(side.newest.member, self.cole)
        side.refresh_from_db()
        self.assertFalse(side.awaits_answer)

    def test_what_a_colleague_writes_never_goes_outside(self):
        side = self.ask(f"고물류, {VENDOR}")
        mails = Delivery.objects.count()
        message = write(side, "원가는 비밀이에요", by=self.cole)
        self.assertIsNone(message.delivery)
        self.assertTrue(message.is_inside)
        self.assertEqual(Delivery.objects.count(), mails)
        later = write(side, "답이 왔나요?", by=self.jisu).delivery.content
        self.assertNotIn("원가", str(later.as_json()))

    def test_others_do_not_exist_for_them(self):
        side = self.ask(VENDOR)
        self.assertFalse(SideConversation.objects.visible_to(self.cole).exists())
        self.assertFalse(SideConversation.objects.visible_to(self.eve).exists())
        self.client.force_login(self.cole)
        page = self.client.get(reverse("sideconversations:show", args=[side.pk]))
        self.assertEqual(page.status_code, 404)

    def test_a_team_is_asked_as_whoever_is_in_it_now(self):
        side = self.ask("교환·환불팀")
        self.assertTrue(SideConversation.objects.asked(self.minho).exists())
        self.minho.teams.clear()
        self.assertFalse(SideConversation.objects.asked(self.minho).exists())

        told = set(Notification.objects.values_list("member", flat=True))
        self.assertEqual(told, {self.cole.pk, self.minho.pk, self.sora.pk})
        self.assertEqual(side.whom, "교환·환불팀")

    def test_the_bell_tells_of_it_and_reading_it_there_is_reading_it(self):
        side = self.ask("고물류")
        row = Notification.objects.get(member=self.cole)
        self.assertIsNone(row.ticket)
        [line] = lines_of([row], self.cole)
        self.assertIn("최지수", line.said)
        self.client.force_login(self.cole)
        self.client.get(reverse("sideconversations:show", args=[side.pk]))
        row.refresh_from_db()
        self.assertIsNotNone(row.read_at)

    def test_the_list_of_what_one_is_asked_parts_open_from_done(self):
        side = self.ask("고물류")
        self.client.force_login(self.cole)
        place = reverse("sideconversations:asked")
        self.assertContains(self.client.get(place), "뚜껑 재고")
        side.close(by=self.jisu)
        self.assertNotContains(self.client.get(place), "뚜껑 재고")
        self.assertContains(self.client.get(f"{place}?done=1"), "뚜껑 재고")
