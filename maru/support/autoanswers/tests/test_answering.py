"""Answering by itself, and above all when not (S4, S5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import pairwise
from unittest.mock import patch

import time_machine
from django.test import override_settings
from django.utils import timezone

from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Delivery, Envelope
from maru.records.channels.quarantine import retry
from maru.records.channels.reception import receive_with
from maru.staff.company.models import Calendar
from maru.staff.journal.models import Event
from maru.support.autoanswers import sending
from maru.support.autoanswers.auto_answer import Why
from maru.support.autoanswers.models import AutoAnswer, Wording
from maru.support.autoanswers.restoring import silence
from maru.support.autoanswers.sending import answer_waiting
from maru.support.tickets.models import Message
from maru.support.tickets.receiving import receive
from maru.support.tickets.tests.cast import SupportTestCase

NOON = datetime(2026, 11, 26, 3, tzinfo=UTC)  # Thursday 12:00 in Seoul
NIGHT = datetime(2026, 11, 26, 13, tzinfo=UTC)  # 22:00
HOSTILE = "BUY-AT evil.example <script>"


def mail(sender: str, subject: str = "배송 문의", **headers: str) -> bytes:
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = sender, "support@onnuri.example", subject
    for name, value in headers.items():
        written[name.replace("_", "-")] = value
    written.set_content(f"언제 오나요? {timezone.now().isoformat()}")
    return written.as_bytes()


def broken(_arrivals: object) -> None:
    raise ValueError("the rules are broken")


class AnsweringTests(SupportTestCase):
    def setUp(self) -> None:
        self.onnuri.calendar = Calendar.objects.create(name="평일")
        self.onnuri.save()
        self.wording = Wording.objects.create(brand=self.onnuri, is_on=True)

    def write(self, raw: bytes, *, at: datetime = NOON) -> AutoAnswer | None:
        """Take a mail in at ``at``; return what became of answering it."""
        with time_machine.travel(at, tick=False):
            message = self.mail_in(raw, mail_from="a@example.com")
            answer_waiting()
        return AutoAnswer.objects.filter(message=message).first()

    def test_where_its_mail_went_meanwhile_by_a_merger(self) -> None:
        with time_machine.travel(NOON, tick=False):
            message = self.mail_in(mail("kim@example.com"), mail_from="a@example.com")
            waiting = AutoAnswer.objects.select_related("message__ticket__brand").get()
            second = message.ticket
            second.merge_into(self.ticket, by=self.jisu)
            with patch.object(sending, "claim", return_value=[waiting]):  # read before
                answer_waiting()
        waiting.refresh_from_db()
        self.assertEqual(waiting.state, "sent", waiting.why)
        self.assertEqual((waiting.answer.ticket, waiting.answer.home), (self.ticket, second))

    def test_a_new_ticket_is_answered_once(self) -> None:
        one = self.write(mail("kim@example.com"))
        assert one is not None
        assert one.answer is not None
        self.assertEqual(one.occasion, "received")
        self.assertIn(f"#{one.message.ticket_id}", one.answer.text)
        self.assertEqual(answer_waiting(), 0)
        delivery = one.answer.delivery
        assert delivery is not None
        self.assertEqual(delivery.recipients, ["kim@example.com"])
        self.assertTrue(delivery.content.is_automatic)
        self.assertEqual(
            Event.of(one.message.ticket).filter(verb="ticket.auto_answered").count(), 1
        )

    def test_we_never_answer_ourselves(self) -> None:
        """S5, S19: whatever comes from our own addresses, or would be answered to them."""
        other, ours = self.other_mailbox.address, self.mailbox.address
        mails = [
            mail(ours),
            mail(ours.upper()),
            mail(f"Kim <{ours}>", Reply_To="kim@example.com"),
            mail(other),
            mail("noreply@example.com", Reply_To=ours),
            mail("noreply@example.com", Reply_To=other),
        ]
        for number, raw in enumerate(mails):
            with self.subTest(number):
                self.assertIsNone(self.write(raw))
        self.assertEqual(Delivery.objects.count(), 0)

    def test_a_mail_that_servers_handed_on_by_two_ways_is_answered_once(self) -> None:
        raw = mail("kim@example.com", Message_ID="<a@example.com>",
                   Date="Thu, 26 Nov 2026 12:00:00 +0900")  # fmt: skip
        self.assertIsNotNone(self.write(b"Received: by mx1\r\n" + raw))
        self.assertIsNone(self.write(b"Received: by mx2\r\n" + raw))
        self.assertEqual(Delivery.objects.count(), 1)

    def test_what_was_taken_out_of_quarantine_is_answered_once(self) -> None:
        """D5: a reader that was mended makes the same of the same mail, and no second answer."""
        raw = mail("kim@example.com")
        receive_with(broken)
        self.addCleanup(receive_with, receive)
        accept([Letter(raw, (self.mailbox.pk,), {"mail_from": "a@example.com"})])
        waiting = Envelope.objects.filter(state="received")
        with time_machine.travel(NOON, tick=False), self.assertLogs("maru", "ERROR"):
            while waiting.update(due_at=NOON):
                open_waiting()
            receive_with(receive)
            envelope = Envelope.objects.get()
            for _ in range(3):
                retry(envelope, by=self.sora)
                open_waiting()
                answer_waiting()
        self.assertEqual(Envelope.objects.get().state, "opened")
        self.assertEqual(Message.objects.filter(envelope=envelope).count(), 1)
        self.assertEqual(Delivery.objects.count(), 1)

    def test_nobody_is_answered_unless_the_brand_says_so(self) -> None:
        Wording.objects.update(is_on=False)
        self.assertIsNone(self.write(mail("kim@example.com")))

    def test_outside_office_hours_it_says_when_we_are_back(self) -> None:
        one = self.write(mail("kim@example.com"), at=NIGHT)
        assert one is not None
        assert one.answer is not None
        self.assertEqual(one.occasion, "closed")
        self.assertIn("11월 27일(금) 오전 9:00", one.answer.text)

    def test_outside_office_hours_a_channel_says_its_own_words_and_others_the_brand_s(self) -> None:
        Wording.objects.update(
            texts={"closed": {"ko": "온누리는 쉽니다."}},
            closed_texts={str(self.mailbox.pk): {"ko": "이 주소는 {{opens.at}}에 엽니다."}},
        )
        one = self.write(mail("kim@example.com"), at=NIGHT)
        assert one is not None
        assert one.answer is not None
        self.assertIn("이 주소는 11월 27일(금) 오전 9:00에 엽니다.", one.answer.text)
        Wording.objects.update(closed_texts={"0": {"ko": "다른 주소"}})
        other = self.write(mail("lee@example.com"), at=NIGHT)
        assert other is not None
        assert other.answer is not None
        self.assertIn("온누리는 쉽니다.", other.answer.text)

    def test_an_answer_within_office_hours_is_left_to_people(self) -> None:
        first = self.write(mail("kim@example.com"))
        assert first is not None
        assert first.answer is not None
        again = self.write(
            mail("kim@example.com", In_Reply_To=f"<{first.answer.message_id}>"),
            at=NOON + timedelta(hours=2),
        )
        self.assertIsNone(again)

    def test_english_is_answered_in_english(self) -> None:
        raw = EmailMessage()
        raw["From"], raw["To"] = "ann@example.com", "support@onnuri.example"
        raw["Subject"] = "Where is my parcel?"
        raw.set_content("I ordered on Monday and would like to know where my parcel is now.")
        one = self.write(raw.as_bytes())
        assert one is not None
        assert one.answer is not None
        self.assertIn("Hello, this is", one.answer.text)

    def test_nothing_the_customer_wrote_goes_out(self) -> None:
        one = self.write(mail(f'"{HOSTILE}" <victim@example.com>', subject=HOSTILE))
        assert one is not None
        assert one.answer is not None
        assert one.answer.delivery is not None
        sent = str(one.answer.delivery.outgoing)
        self.assertNotIn("evil", sent)
        self.assertNotIn("BUY", sent)

    def test_one_address_is_answered_once_an_hour_and_thrice_a_day(self) -> None:
        for minutes in range(0, 24 * 60, 40):
            self.write(mail("victim@example.com"), at=NOON + timedelta(minutes=minutes))
        sent = list(AutoAnswer.objects.filter(state="sent").values_list("sent_at", flat=True))
        self.assertEqual(len(sent), 3)
        self.assertTrue(all(b - a >= timedelta(hours=1) for a, b in pairwise(sent)))
        self.assertEqual(
            set(AutoAnswer.objects.exclude(state="sent").values_list("why", flat=True)),
            {Why.ADDRESS},
        )

    def test_case_does_not_make_another_address(self) -> None:
        self.write(mail("victim@example.com"))
        second = self.write(mail("Victim@Example.com"), at=NOON + timedelta(minutes=1))
        assert second is not None
        self.assertEqual(second.why, Why.ADDRESS)

    @override_settings(AUTO_ANSWERS_AN_HOUR=5)
    def test_a_storm_is_braked(self) -> None:
        for n in range(8):
            self.write(mail(f"victim{n}@example.com"), at=NOON + timedelta(seconds=n))
        self.assertEqual(AutoAnswer.objects.filter(state="sent").count(), 5)
        self.assertEqual(AutoAnswer.objects.filter(why=Why.BRAKE).count(), 3)

    def test_machines_get_nothing(self) -> None:
        for n, headers in enumerate(
            [
                {"Auto_Submitted": "auto-replied"},
                {"Auto_Submitted": "auto-generated"},
                {"Precedence": "bulk"},
                {"List_Id": "<news.example.com>"},
                {"X_Auto_Response_Suppress": "All"},
            ]
        ):
            self.assertIsNone(self.write(mail(f"robot{n}@example.com", **headers)), headers)
        self.assertIsNone(self.write(mail("support@onnuri.example")))
        self.assertEqual(Delivery.objects.count(), 0)

    def test_nobody_in_the_envelope_gets_nothing(self) -> None:
        with time_machine.travel(NOON, tick=False):
            message = self.mail_in(mail("kim@example.com"), mail_from="<>")
            answer_waiting()
        self.assertIsNotNone(message)
        self.assertEqual(Delivery.objects.count(), 0)

    def test_who_is_only_named_by_somebody_else_gets_nothing(self) -> None:
        victim = "victim@example.com"
        for n, (sender, headers) in enumerate(
            [
                ("robot@other.example", {"Reply_To": victim}),
                ("no-reply@other.example", {"Reply_To": victim}),
                (victim, {"Reply_To": "somebody@other.example"}),
                (self.jisu.email, {}),  # a colleague's address proves nothing
            ]
        ):
            self.assertIsNone(self.write(mail(sender, f"{n}", **headers)), (sender, headers))
        self.assertEqual(Delivery.objects.count(), 0)

    def test_a_person_who_was_faster_makes_it_needless(self) -> None:
        with time_machine.travel(NOON, tick=False):
            message = self.mail_in(mail("kim@example.com"), mail_from="a@example.com")
            assert message is not None
            message.ticket.reply("곧 갑니다.", by=self.jisu)
            answer_waiting()
        self.assertEqual(AutoAnswer.objects.get(message=message).why, Why.ANSWERED)

    def test_an_agent_who_answers_has_missed_nothing(self) -> None:
        one = self.write(mail("kim@example.com"))
        assert one is not None
        with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
            one.message.ticket.reply("내일 갑니다.", by=self.jisu, seen=one.message_id)

    def test_what_waited_too_long_is_not_said_any_more(self) -> None:
        with time_machine.travel(NOON, tick=False):
            message = self.mail_in(mail("kim@example.com"), mail_from="a@example.com")
        with time_machine.travel(NOON + timedelta(hours=7), tick=False):
            answer_waiting()
        self.assertEqual(AutoAnswer.objects.get(message=message).why, Why.LATE)

    def test_two_programs_without_manners_end(self) -> None:
        """The other side answers each of ours at once, with another subject and no header."""
        at, ours = NOON, 0
        raw = mail("robot@other.example")
        while at < NOON + timedelta(days=1):
            one = self.write(raw, at=at)
            at += timedelta(minutes=20)
            answered = one is not None and one.answer is not None
            ours += answered
            raw = mail("robot@other.example", subject=f"부재중 {at}")
        self.assertLessEqual(ours, 3)
        self.assertEqual(Message.objects.filter(automatic="auto_answer").count(), ours)

    def test_what_comes_out_of_a_backup_is_not_answered_again(self) -> None:
        with time_machine.travel(NOON, tick=False):
            noted = self.mail_in(mail("kim@example.com"), mail_from="a@example.com")
            accept([Letter(mail("lee@example.com"), (self.mailbox.pk,), {})])
            self.assertEqual(silence(NOON), 2)
            open_waiting()
            answer_waiting()
        self.assertEqual(AutoAnswer.objects.get().message, noted)
        self.assertEqual(AutoAnswer.objects.get().why, Why.RESTORED)
        self.assertEqual(Delivery.objects.count(), 0)
