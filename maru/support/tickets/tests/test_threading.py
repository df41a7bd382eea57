"""Where a mail goes, and the evidence that is kept with it."""

from datetime import timedelta
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maru.records.channels import intake
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Delivery, Envelope
from maru.staff.journal.models import Event
from maru.support.tickets.choices import Status, ThreadedBy
from maru.support.tickets.message_ids import new_message_id, ticket_number
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.moving import detach, move
from maru.support.tickets.subjects import bare_subject
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import bounce_of, mail, read_receipt_of

PARK = "박서준 <seojun.park@example.net>"


class ThreadingTestCase(SupportTestCase):
    def answer(self, ticket=None, text="답장입니다"):
        return (ticket or self.ticket).reply(text, by=self.jisu)

    def status(self, ticket=None):
        ticket = ticket or self.ticket
        ticket.refresh_from_db()
        return ticket.status


class CostTests(ThreadingTestCase):
    def test_forty_mails_cost_few_queries(self):
        mails = [mail(str(n), sender=f"c{n}@example.com") for n in range(40)]
        accept([Letter(raw, (self.mailbox.pk,)) for raw in mails])
        with patch.object(intake, "IMPATIENCE", 30), CaptureQueriesContext(connection) as queries:
            self.assertEqual(open_waiting(), 40)
        # One each of what goes along: levels, rules, understanding, outlets, webhooks.
        self.assertLess(len(queries), 40)


class EvidenceTests(ThreadingTestCase):
    def test_our_own_mark_leads_back(self):
        sent = self.answer()
        back = self.mail_in(mail(In_Reply_To=f"<{sent.message_id}>", Subject="아무 제목"))
        self.assertEqual((back.ticket, back.threaded_by), (self.ticket, ThreadedBy.TOKEN))
        self.assertEqual(back.evidence, {"message_id": sent.message_id})

    def test_our_own_mark_leads_back_from_references_alone(self):
        sent = self.answer()
        back = self.mail_in(mail(References=f"<x@y.example> <{sent.message_id}>"))
        self.assertEqual((back.ticket, back.threaded_by), (self.ticket, ThreadedBy.TOKEN))

    def test_a_header_that_a_mail_program_folded_or_encoded_still_leads_back(self):
        sent = self.answer()
        folded = mail().replace(
            b"\r\n", f"\r\nIn-Reply-To:\r\n\t<{sent.message_id}>\r\n".encode(), 1
        )
        self.assertEqual(self.mail_in(folded).ticket, self.ticket)
        long = "<" + "y" * 120 + "@example.com>"
        encoded = mail("둘", References=f"{long} <{sent.message_id}>")
        self.assertEqual(self.mail_in(encoded).ticket, self.ticket)
        ours = sent.message_id.replace("_", "=5F")
        word = mail("셋").replace(
            b"\r\n", f"\r\nIn-Reply-To: =?utf-8?q?=3C{ours}=3E?=\r\n".encode(), 1
        )
        self.assertEqual(self.mail_in(word).ticket, self.ticket)

    def test_the_customers_own_message_id_leads_back(self):
        first = self.mail_in(mail(Subject="첫", Message_ID="<a1@example.com>"))
        more = self.mail_in(mail("또", Subject="덧붙임", References="<a1@example.com>"))
        self.assertEqual((more.ticket, more.threaded_by), (first.ticket, ThreadedBy.REFERENCES))
        self.assertEqual(more.evidence, {"message_id": "a1@example.com"})

    def test_same_subject_and_sender_lead_back_for_some_days(self):
        first = self.mail_in(mail(Subject="환불 문의"))
        for number, subject in enumerate(
            [
                "Re: 환불 문의",
                "RE[2]: 환불 문의",
                "회신: 환불 문의",
                "답장: Re: 환불 문의",
                "FW: 전달: 환불 문의",
            ]
        ):
            back = self.mail_in(mail(str(number), Subject=subject))
            self.assertEqual((back.ticket, back.threaded_by), (first.ticket, ThreadedBy.SUBJECT))
        self.assertEqual(back.evidence["subject"], "환불 문의")
        Ticket.objects.update(updated_at=timezone.now() - timedelta(days=15))
        late = self.mail_in(mail("늦게", Subject="Re: 환불 문의"))
        self.assertNotEqual(late.ticket, first.ticket)

    def test_the_same_subject_without_a_reply_mark_is_a_new_matter(self):
        first = self.mail_in(mail(Subject="문의"))
        second = self.mail_in(mail("다른 일", Subject="문의"))
        self.assertNotEqual(first.ticket, second.ticket)

    def test_the_same_subject_of_somebody_else_is_theirs(self):
        first = self.mail_in(mail(Subject="문의"))
        other = self.mail_in(mail(sender=PARK, Subject="Re: 문의"))
        self.assertNotEqual(first.ticket, other.ticket)

    def test_bare_subjects(self):
        for given, bare in {
            "Re: Re: 환불": "환불", "RE : 환불": "환불", "회신：환불": "환불",
            "[광고] Re: 환불": "[광고] Re: 환불", "Re:": "", "답변: fwd[3]: a": "a",
            "Regarding: x": "Regarding: x", "rE:re:  x ": "x",
        }.items():  # fmt: skip
            self.assertEqual(bare_subject(given), bare)

    def test_answers_in_one_batch_find_one_another(self):
        mails = [mail(Subject="하나", Message_ID="<b1@x.example>"),
                 mail("2", References="<b1@x.example>", Message_ID="<b2@x.example>"),
                 mail("3", sender=PARK, References="<b1@x.example>"),
                 mail("4", References="<b2@x.example>")]  # fmt: skip
        accept([Letter(raw, (self.mailbox.pk,)) for raw in mails])
        open_waiting()
        first, second, stranger, fourth = Message.objects.exclude(envelope=None).order_by("id")
        self.assertEqual({second.ticket, fourth.ticket}, {first.ticket})
        self.assertNotEqual(stranger.ticket, first.ticket)

    def test_an_answer_that_overtook_its_original_is_joined_by_it(self):
        original = mail(Subject="첫 메일", Message_ID="<slow@example.com>")
        accept([Letter(original, (self.mailbox.pk,))])
        # As after a failed first try: it waits for its next one.
        Envelope.objects.update(due_at=timezone.now() + timedelta(hours=1))
        reply = self.mail_in(mail("추가", Subject="Re: 첫 메일", In_Reply_To="<slow@example.com>"))
        self.assertEqual(reply.evidence, {"refers_to": ["slow@example.com"]})
        Envelope.objects.update(received_at=timezone.now() - timedelta(minutes=1))
        Envelope.objects.exclude(state="opened").update(due_at=timezone.now())
        open_waiting()
        late = Message.objects.get(message_id="slow@example.com")
        self.assertEqual((late.ticket, late.threaded_by), (reply.ticket, ThreadedBy.REFERENCES))
        self.assertEqual(late.evidence["overtaken_by"], reply.pk)

    def test_a_hundred_mails_with_one_message_id_are_a_hundred_messages(self):
        for number in range(100):
            raw = mail(str(number), sender=f"c{number}@example.com", Message_ID="<same@x.example>")
            accept([Letter(raw, (self.mailbox.pk,))])
        while open_waiting():
            pass
        same = Message.objects.filter(message_id="same@x.example")
        self.assertEqual((same.count(), same.values("ticket").distinct().count()), (100, 100))
        back = self.mail_in(mail("되돌아", sender="c7@example.com", In_Reply_To="<same@x.example>"))
        self.assertEqual(back.ticket, same.get(from_address="c7@example.com").ticket)

    def test_a_hundred_mails_without_message_id_are_a_hundred_messages(self):
        before = Message.objects.count()
        accept([Letter(mail(str(n), Subject="같은 제목"), (self.mailbox.pk,)) for n in range(100)])
        while open_waiting():
            pass
        self.assertEqual(Message.objects.count() - before, 100)

    def test_another_brands_ticket_is_not_found_by_its_mark(self):
        sent = self.answer()
        there = self.mail_in(mail(In_Reply_To=f"<{sent.message_id}>"), to=self.other_mailbox)
        self.assertNotEqual(there.ticket, self.ticket)
        self.assertEqual(there.ticket.brand, self.haneul)


class ForgeryTests(ThreadingTestCase):
    def test_no_changed_mark_is_ours(self):
        """S1: each bit flipped, another ticket, cut, in capitals: 0 accepted."""
        ours = new_message_id(self.ticket.number, "onnuri.example")
        self.assertEqual(ticket_number(ours), self.ticket.number)
        local, _, domain = ours.partition("@")
        forged = [local[:place] + chr(ord(local[place]) ^ 1 << bit) + local[place + 1 :]
                  for place in range(len(local)) for bit in range(7)]  # fmt: skip
        number = f"t{self.ticket.number}."
        forged += [local.replace(number, f"t{self.ticket.number + 1}."), local.upper(), local[:-1],
                   local.lower(), f"x{local}", f" {local}", f"t0{local[1:]}", local + "A",
                   number, f"t{self.ticket.number}", "t1..", local.replace(".", "-")]  # fmt: skip
        forged = [f for f in forged if f != local]
        self.assertEqual([f for f in forged if ticket_number(f"{f}@{domain}") is not None], [])

    def test_a_forged_mark_gets_a_ticket_of_its_own(self):
        sent = self.answer()
        forged = sent.message_id.replace("@", "A@")
        message = self.mail_in(mail(sender=PARK, In_Reply_To=f"<{forged}>"))
        self.assertNotEqual(message.ticket, self.ticket)

    def test_a_stranger_who_names_a_customers_mail_gets_a_ticket_of_their_own(self):
        first = self.mail_in(mail(Message_ID="<a1@example.com>"))
        eve = self.mail_in(mail(sender="eve@evil.example", References="<a1@example.com>"))
        self.assertNotEqual(eve.ticket, first.ticket)
        self.assertEqual(
            eve.evidence, {"message_id": "a1@example.com", "points_to": first.ticket.pk}
        )
        self.assertEqual(eve.warnings, ["points_elsewhere"])

    def test_a_stranger_with_our_mark_is_shown_as_one(self):
        sent = self.answer()
        other = self.mail_in(mail(sender=PARK, In_Reply_To=f"<{sent.message_id}>"))
        self.assertEqual(other.ticket, self.ticket)
        self.assertEqual(other.warnings, ["unknown_sender"])

    def test_an_agents_address_proves_nothing(self):
        sent = self.answer()
        before = Delivery.objects.count()
        forged = self.mail_in(
            mail(sender="최지수 <jisu@onnuri.example>", In_Reply_To=f"<{sent.message_id}>")
        )
        self.assertIn("member_address", forged.warnings)
        self.assertEqual((forged.direction, forged.member), ("in", None))
        self.assertEqual(Delivery.objects.count(), before)

    def test_control_headers_of_our_own_kind_do_nothing(self):
        """S19"""
        forged = {
            f"X-Maru-{name}": "1" for name in ("Ticket", "Member", "Status", "Channel", "Token")
        }
        forged |= {"X-Ticket-Id": str(self.ticket.pk), "X-RT-Ticket": f"onnuri #{self.ticket.pk}"}
        forged |= {"X-OTRS-State": "closed", "X-Zammad-Ignore": "true", "X-Maru-Ignore": "true"}
        message = self.mail_in(mail(sender=PARK, Subject=f"[#{self.ticket.pk}] 제목", **forged))
        self.assertNotEqual(message.ticket, self.ticket)
        self.assertEqual((message.ticket.status, message.threaded_by), (Status.NEW, ThreadedBy.NEW))


class ParticipantTests(ThreadingTestCase):
    def test_cc_admits_nobody(self):
        """S2: who puts themselves into Cc gets 0 bytes."""
        sent = self.answer(text="비밀 이야기")
        spoofed = mail(In_Reply_To=f"<{sent.message_id}>", Cc="Eve <eve@evil.example>")
        self.mail_in(spoofed)
        self.assertEqual([p.address for p in self.ticket.participants.all()], ["eve@evil.example"])
        self.assertEqual(self.ticket.admitted(), [])
        self.assertEqual(self.answer().delivery.recipients, ["haneul.kim@example.com"])

    def test_who_is_admitted_gets_only_what_comes_after(self):
        self.answer(text="비밀 이야기")
        self.ticket.admit("new@example.com", by=self.jisu)
        delivery = self.answer(text="이제부터").delivery
        self.assertEqual(delivery.recipients, ["haneul.kim@example.com", "new@example.com"])
        self.assertNotIn("비밀", str(delivery.outgoing))

    def test_our_own_mailboxes_and_the_requester_are_not_others(self):
        sent = self.answer()
        to = "support+x@onnuri.example, haneul.kim@example.com, jung@x.example"
        reply = f"<{sent.message_id}>"
        self.mail_in(mail(sender=PARK, To=to, In_Reply_To=reply, Cc="help@haneul.example"))
        self.assertEqual([p.address for p in self.ticket.participants.all()], ["jung@x.example"])

    def test_a_participant_may_answer_by_a_customers_message_id(self):
        first = self.mail_in(mail(Cc="seojun.park@example.net", Message_ID="<a1@example.com>"))
        park = self.mail_in(mail(sender=PARK, In_Reply_To="<a1@example.com>"))
        self.assertEqual((park.ticket, park.warnings), (first.ticket, []))


class MachineTests(ThreadingTestCase):
    def test_a_bounce_joins_what_bounced(self):
        sent = self.answer()
        self.ticket.set_status(Status.PENDING, by=self.jisu)
        bounce = self.mail_in(bounce_of(sent.delivery), mail_from="<>")
        sent.delivery.refresh_from_db()
        self.assertEqual((bounce.ticket, bounce.threaded_by), (self.ticket, ThreadedBy.BOUNCE))
        self.assertEqual(bounce.evidence["recipients"], ["haneul.kim@example.com"])
        self.assertEqual(bounce.evidence["message"], sent.pk)
        self.assertIsNotNone(sent.delivery.bounced_at)
        self.assertEqual((bounce.automatic, bounce.customer), ("bounce", None))
        self.assertEqual(self.status(), Status.PENDING)
        self.assertEqual(Event.of(sent.delivery).latest("id").verb, "delivery.bounced")
        self.assertNotIn("bounce1@mx.example.com", str(self.answer().delivery.outgoing))

    def test_a_lost_answer_brings_the_ticket_up_and_an_absence_does_not(self):
        sent = self.answer()
        Ticket.objects.update(updated_at=timezone.now() - timedelta(days=1))
        absent = mail(Auto_Submitted="auto-replied", In_Reply_To=f"<{sent.message_id}>")
        for raw, hours in ((absent, 24), (bounce_of(sent.delivery), 0)):
            self.mail_in(raw)
            self.ticket.refresh_from_db()
            age = timezone.now() - self.ticket.updated_at
            self.assertEqual(round(age / timedelta(hours=1)), hours)

    def test_a_delay_is_no_bounce_yet(self):
        sent = self.answer()
        delay = self.mail_in(bounce_of(sent.delivery, status="4.4.1"), mail_from="<>")
        sent.delivery.refresh_from_db()
        self.assertEqual((delay.ticket, sent.delivery.bounced_at), (self.ticket, None))
        self.assertIsNotNone(sent.delivery.delayed_at)

    def test_what_became_of_an_answer_is_joined_to_it_and_disturbs_nobody(self):
        sent = self.answer()
        self.ticket.solve(by=self.jisu)
        arrived = self.mail_in(bounce_of(sent.delivery, status="2.0.0"), mail_from="<>")
        read = self.mail_in(read_receipt_of(sent.delivery))
        sent.delivery.refresh_from_db()
        self.assertIsNotNone(sent.delivery.delivered_at)
        self.assertIsNotNone(sent.delivery.read_at)
        self.assertIsNone(sent.delivery.bounced_at)
        for report, customer in ((arrived, None), (read, self.kim)):
            self.assertEqual((report.ticket, report.automatic), (self.ticket, "report"))
            self.assertEqual(report.customer, customer)
        self.assertEqual(self.status(), Status.SOLVED)
        verbs = Event.of(sent.delivery).order_by("id").values_list("verb", flat=True)
        self.assertEqual(list(verbs)[-2:], ["delivery.delivered", "delivery.read"])

    def test_a_report_told_twice_counts_once_and_another_brands_not_at_all(self):
        sent = self.answer()
        self.mail_in(bounce_of(sent.delivery, status="2.0.0"), to=self.other_mailbox)
        sent.delivery.refresh_from_db()
        self.assertIsNone(sent.delivery.delivered_at)
        for _ in range(2):
            self.mail_in(read_receipt_of(sent.delivery))
        self.assertEqual(Event.of(sent.delivery).filter(verb="delivery.read").count(), 1)

    def test_an_auto_reply_is_shown_never_answered_and_reopens_nothing(self):
        sent = self.answer()
        self.ticket.solve(by=self.jisu)
        Ticket.objects.filter(pk=self.ticket.pk).update(
            solved_at=timezone.now() - timedelta(days=99)
        )
        before = Delivery.objects.count()
        auto = self.mail_in(
            mail(
                Subject="자동 회신: 부재 중",
                Auto_Submitted="auto-replied",
                In_Reply_To=f"<{sent.message_id}>",
            )
        )
        self.assertEqual((auto.ticket, auto.automatic), (self.ticket, "auto_reply"))
        self.assertEqual(self.status(), Status.SOLVED)
        self.assertEqual(Delivery.objects.count(), before)


class ReopeningTests(ThreadingTestCase):
    def test_an_answer_within_the_days_reopens(self):
        sent = self.answer()
        for done in (Status.PENDING, Status.ON_HOLD, Status.SOLVED, Status.CLOSED):
            with self.subTest(done):
                self.ticket.refresh_from_db()
                self.ticket.set_status(done, by=self.jisu)
                self.mail_in(mail(str(done), In_Reply_To=f"<{sent.message_id}>"))
                self.assertEqual(self.status(), Status.OPEN)

    def test_an_answer_after_the_days_opens_a_follow_up(self):
        sent = self.answer()
        self.ticket.refresh_from_db()
        self.ticket.solve(by=self.jisu)
        days = self.onnuri.reopen_days + 1
        Ticket.objects.filter(pk=self.ticket.pk).update(
            solved_at=timezone.now() - timedelta(days=days)
        )
        late = self.mail_in(mail(Subject="Re: 파손", In_Reply_To=f"<{sent.message_id}>"))
        self.assertEqual(late.threaded_by, ThreadedBy.FOLLOW_UP)
        self.assertEqual((late.ticket.follow_up_of, late.ticket.team), (self.ticket, self.team))
        self.assertEqual((late.ticket.subject, self.status()), ("파손", Status.SOLVED))

    def test_closed_by_a_page_that_still_shows_it_solved_it_is_solved_from_then_on(self):
        self.ticket.solve(by=self.jisu)
        shown = Ticket.objects.get(pk=self.ticket.pk)
        self.ticket.reopen(by=None)  # a customer's word, meanwhile
        shown.close(by=self.jisu)
        self.ticket.refresh_from_db()
        self.assertEqual(self.ticket.status, Status.CLOSED)
        self.assertIsNotNone(self.ticket.solved_at)
        self.assertEqual(shown.solved_at, self.ticket.solved_at)


class MovingTests(ThreadingTestCase):
    def test_detached_and_moved_back(self):
        sent = self.answer()
        message = self.mail_in(mail(sender=PARK, In_Reply_To=f"<{sent.message_id}>"))
        self.ticket.refresh_from_db()
        self.assertEqual(self.ticket.last_public_id, message.pk)
        own = detach(message, by=self.jisu)
        self.ticket.refresh_from_db()
        own.refresh_from_db()
        self.assertEqual((own.requester, own.last_public_id), (message.customer, message.pk))
        self.assertEqual(self.ticket.last_public_id, sent.pk)
        self.assertEqual(message.evidence["before"]["by"], ThreadedBy.TOKEN)
        move(message, self.ticket, by=self.jisu)
        message.refresh_from_db()
        self.assertEqual((message.ticket, message.threaded_by), (self.ticket, ThreadedBy.HAND))
        self.ticket.refresh_from_db()
        self.assertEqual(self.ticket.last_public_id, message.pk)

    def test_detached_twice_it_is_one_ticket(self):
        sent = self.answer()
        message = self.mail_in(mail(sender=PARK, In_Reply_To=f"<{sent.message_id}>"))
        pressed_again = Message.objects.get(pk=message.pk)
        # As a page has it that was read just before.
        self.assertEqual(pressed_again.ticket, self.ticket)
        own = detach(message, by=self.jisu)
        count = Ticket.objects.count()
        self.assertEqual(detach(pressed_again, by=self.jisu), own)
        self.assertEqual(Ticket.objects.count(), count)

    def test_moved_by_two_it_leaves_from_where_it_is(self):
        sent = self.answer()
        message = self.mail_in(mail(sender=PARK, In_Reply_To=f"<{sent.message_id}>"))
        meanwhile = Message.objects.select_related("ticket").get(pk=message.pk)
        own = detach(message, by=self.jisu)
        move(meanwhile, self.mail_in(mail(sender=PARK, Subject="둘")).ticket, by=self.jisu)
        own.refresh_from_db()
        self.assertEqual(own.last_public_id, 0)
