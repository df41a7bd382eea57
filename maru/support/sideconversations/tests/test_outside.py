"""Somebody outside is asked by mail, and their answer comes back into the conversation."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from maru.records.channels.models import Delivery
from maru.records.channels.outcomes import outcomes_of
from maru.staff.journal.models import Event
from maru.support.notifications.models import Notification
from maru.support.sideconversations.inviting import Uninvited
from maru.support.sideconversations.models import SideConversation, SideDraft, SideMessage
from maru.support.sideconversations.taking_back import take_back
from maru.support.sideconversations.tests.cast import VENDOR, SideTestCase
from maru.support.sideconversations.writing import SideCollision, write
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.taking_back import TooLate
from maru.support.tickets.tests.mails import bounce_of, mail


class AskingTests(SideTestCase):
    def test_the_mail_leaves_by_the_brands_mailbox_and_tells_nothing_of_the_customer(self):
        side = self.ask()
        sent = side.newest.delivery.content
        self.assertEqual([party.address for party in sent.to], [VENDOR])
        self.assertEqual(sent.sender.address, "support@onnuri.example")
        self.assertEqual((sent.subject, sent.in_reply_to), ("뚜껑 재고", ""))
        self.assertIn("뚜껑만 따로 있나요?", sent.text)
        whole = str(sent.as_json())
        for secret in ("haneul.kim", "김하늘", "깨져", f"#{self.ticket.pk}"):
            self.assertNotIn(secret, whole)
        self.assertTrue(side.awaits_answer)

    def test_the_customers_thread_knows_nothing_of_it(self):
        before = (Message.objects.count(), self.ticket.last_public_id)
        side = self.ask()
        self.arrive(VENDOR, "있습니다", side.newest.message_id)
        self.ticket.refresh_from_db()
        self.assertEqual((Message.objects.count(), self.ticket.last_public_id), before)

    def test_who_may_not_write_outside_asks_colleagues_alone(self):
        with self.assertRaises(PermissionDenied):
            self.ask(by=self.member("train", "새내기", "trainee"))
        self.assertFalse(SideConversation.objects.exists())

    def test_the_customer_our_own_mailbox_and_unknown_names_are_refused_in_words(self):
        for to in ("haneul.kim@example.com", "support@onnuri.example", "없는사람", "a@", " , "):
            with self.assertRaises(Uninvited) as refused:
                self.ask(to)
            self.assertTrue(refused.exception.words)
        self.assertFalse(Delivery.objects.exists())

    def test_a_member_is_known_by_address_and_by_name(self):
        side = self.ask("COLE@onnuri.example, 박민호, 교환·환불팀, 부품사 <Vendor@Parts.example>")
        self.assertEqual(side.whom, "고물류, 박민호, 교환·환불팀, 부품사")
        self.assertEqual(side.participants.outside().get().address, VENDOR)

    def test_the_ticket_waits_on_hold_and_comes_back_with_the_answer(self):
        side = self.ask(holds_ticket=True)
        self.assertEqual(Ticket.objects.get(pk=self.ticket.pk).status, "on_hold")
        self.arrive(VENDOR, "있습니다", side.newest.message_id)
        self.assertEqual(Ticket.objects.get(pk=self.ticket.pk).status, "open")


class AnswerTests(SideTestCase):
    def setUp(self):
        self.side = self.ask()
        self.sent = self.side.newest.delivery

    def said(self):
        return list(self.side.messages.once().values_list("text", flat=True))[1:]

    def test_an_answer_comes_back_and_opens_no_ticket(self):
        tickets = Ticket.objects.count()
        self.mail_in(mail("내일 보냅니다", sender=f"박부품 <{VENDOR}>", Subject="Re: 뚜껑 재고",
                          In_Reply_To=f"<{self.sent.message_id}>"))  # fmt: skip
        self.assertEqual(Ticket.objects.count(), tickets)
        answer = self.side.newest
        self.assertEqual((answer.text.strip(), answer.from_address), ("내일 보냅니다", VENDOR))
        self.assertEqual(answer.warnings, [])
        self.side.refresh_from_db()
        self.assertFalse(self.side.awaits_answer)
        self.assertEqual(outcomes_of([answer.envelope_id])[answer.envelope_id].ticket,
                         self.ticket.pk)  # fmt: skip

    def test_the_next_mail_names_the_answer(self):
        self.arrive(VENDOR, "있습니다", self.sent.message_id, message_id="a1@parts.example")
        ours = write(self.side, "두 개 보내 주세요", by=self.jisu).delivery.content
        self.assertEqual((ours.subject, ours.in_reply_to), ("Re: 뚜껑 재고", "a1@parts.example"))
        self.assertEqual(ours.references, [self.sent.message_id, "a1@parts.example"])

    def test_whoever_began_it_and_has_the_ticket_is_told_and_nobody_else(self):
        self.ticket.assign(self.minho, by=self.jisu)
        Notification.objects.all().delete()
        self.arrive(VENDOR, "있습니다", self.sent.message_id, name="박부품")
        told = Notification.objects.values_list("member", "reason", "ticket")
        self.assertCountEqual(told, [(who.pk, "side", self.ticket.pk) for who in
                                     (self.jisu, self.minho)])  # fmt: skip

    def test_a_stranger_who_holds_our_mail_is_shown_with_a_warning(self):
        self.arrive("Boss@parts.example", "제가 답합니다", self.sent.message_id)
        self.assertEqual(self.side.newest.warnings, ["unknown_sender"])
        place = reverse("sideconversations:show", args=[self.side.pk])
        self.client.force_login(self.jisu)
        self.assertContains(self.client.get(place), "대화에 참여시키기")
        people = reverse("sideconversations:participants", args=[self.side.pk])
        self.client.post(people, {"to": "Boss@parts.example"})
        self.assertNotContains(self.client.get(place), "대화에 참여시키기")
        later = write(self.side, "고맙습니다", by=self.jisu).delivery.content
        self.assertEqual([each.address for each in later.to], [VENDOR, "boss@parts.example"])

    def test_a_forged_id_leads_nowhere(self):
        tickets = Ticket.objects.count()
        head, _, domain = self.sent.message_id.partition("@")
        for forged in (head[:-1] + "x", head.upper(), "s999999" + head[head.index(".") :]):
            self.arrive("eve@evil.example", "들여보내 줘", f"{forged}@{domain}")
        self.assertEqual(self.said(), [])
        self.assertEqual(Ticket.objects.count(), tickets + 1)  # one sender, one subject: one ticket

    def test_the_vendors_own_id_and_the_subject_lead_in_only_who_takes_part(self):
        self.arrive(VENDOR, "첫 답", self.sent.message_id, message_id="a1@parts.example")
        self.arrive("eve@evil.example", "몰래", "a1@parts.example")
        self.arrive(VENDOR, "이어서", "a1@parts.example")
        self.arrive(VENDOR, "제목만", "")
        self.arrive("eve@evil.example", "제목만 몰래", "")
        self.assertEqual(self.said(), ["첫 답", "이어서", "제목만"])

    def test_another_brands_mailbox_is_not_led_in(self):
        self.arrive(VENDOR, "다른 브랜드로", self.sent.message_id, to=self.other_mailbox)
        self.assertEqual(self.said(), [])

    def test_one_mail_to_two_mailboxes_is_shown_once(self):
        again = {"message_id": "a1@parts.example"}
        for _n in range(2):
            self.arrive(VENDOR, "있습니다", self.sent.message_id, **again)
        self.assertEqual(self.said(), ["있습니다"])
        self.assertEqual(SideMessage.objects.exclude(copy_of=None).count(), 1)

    def test_a_bounce_is_shown_here_and_told(self):
        tickets = Ticket.objects.count()
        self.mail_in(bounce_of(self.sent))
        self.assertEqual(Ticket.objects.count(), tickets)
        report = self.side.newest
        self.assertEqual((report.automatic, report.evidence["by"]), ("bounce", "bounce"))
        self.sent.refresh_from_db()
        self.assertIsNotNone(self.sent.bounced_at)
        self.side.refresh_from_db()
        self.assertTrue(self.side.awaits_answer)
        self.assertEqual(Notification.objects.get().member, self.jisu)

    def test_an_auto_reply_is_shown_wakes_nobody_and_reopens_nothing(self):
        self.side.close(by=self.jisu)
        self.arrive(VENDOR, "부재중입니다", self.sent.message_id, automatic="auto_reply")
        self.side.refresh_from_db()
        self.assertTrue(self.side.is_done)
        self.assertFalse(Notification.objects.exists())
        self.assertEqual(self.said(), ["부재중입니다"])

    def test_an_answer_opens_what_was_done(self):
        self.assertIs(self.side.close(by=self.jisu), True)
        self.assertIs(self.side.close(by=self.minho), False)
        self.arrive(VENDOR, "하나 더", self.sent.message_id)
        self.assertFalse(SideConversation.objects.get().is_done)
        verbs = Event.of(self.ticket).filter(verb__startswith="ticket.side")
        self.assertEqual(list(verbs.values_list("verb", flat=True))[-2:],
                         ["ticket.side_answered", "ticket.side_reopened"])  # fmt: skip

    def test_who_has_not_seen_the_newest_is_told_so_and_sends_nothing(self):
        seen = self.side.newest.pk
        self.arrive(VENDOR, "있습니다", self.sent.message_id)
        mails = Delivery.objects.count()
        with self.assertRaises(SideCollision):
            write(self.side, "있나요?", by=self.minho, seen=seen)
        self.assertEqual(Delivery.objects.count(), mails)

    def test_it_goes_where_the_ticket_is_merged_and_answers_follow(self):
        from maru.support.tickets.opening import open_ticket

        other = open_ticket(by=self.jisu, brand=self.onnuri, requester=self.kim,
                            subject="같은 일", text="또 왔어요")  # fmt: skip
        self.ticket.merge_into(other, by=self.jisu)
        self.arrive(VENDOR, "있습니다", self.sent.message_id)
        self.assertEqual(other.sideconversations.get().messages.count(), 2)
        other_event = Event.of(other).filter(verb="ticket.side_answered")
        self.assertTrue(other_event.exists())
        self.ticket.unmerge(by=self.jisu)
        self.assertEqual(SideConversation.objects.get().ticket, self.ticket)


class TakingBackTests(SideTestCase):
    def test_what_began_it_is_a_draft_again_and_nothing_is_left(self):
        side = self.ask(wait=timedelta(seconds=10), holds_ticket=True)
        draft = take_back(side.newest, by=self.jisu)
        self.assertFalse(SideConversation.objects.exists())
        self.assertFalse(Delivery.objects.exists())
        self.assertFalse(Notification.objects.exists())
        self.assertEqual((draft.text, draft.to, draft.subject),
                         ("뚜껑만 따로 있나요?", VENDOR, "뚜껑 재고"))  # fmt: skip
        self.assertNotEqual(Ticket.objects.get(pk=self.ticket.pk).status, "on_hold")

    def test_a_later_word_is_a_draft_of_its_conversation(self):
        side = self.ask()
        message = write(side, "급합니다", by=self.jisu, wait=timedelta(seconds=10))
        take_back(message, by=self.jisu)
        self.assertEqual(SideDraft.objects.get(conversation=side).text, "급합니다")
        self.assertEqual(side.messages.count(), 1)

    def test_what_has_left_stays(self):
        side = self.ask()
        with self.assertRaises(TooLate):
            take_back(side.newest, by=self.jisu)
        held = self.ask(wait=timedelta(seconds=10), subject="다른 일")
        with self.assertRaises(PermissionDenied):
            take_back(held.newest, by=self.minho)
        Delivery.objects.filter(pk=held.newest.delivery_id).update(is_untouched=False)
        with self.assertRaises(TooLate):
            take_back(held.newest, by=self.jisu)
        self.assertEqual(SideConversation.objects.count(), 2)
