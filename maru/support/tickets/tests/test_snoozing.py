"""A ticket is put off, out of the open lists, and comes back once: by its time, by its customer's
word, by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.support.tickets.choices import Status
from maru.support.tickets.models import Ticket
from maru.support.tickets.snoozing.choosing import moment_for, offers, until
from maru.support.tickets.snoozing.refused import Done
from maru.support.tickets.snoozing.waking import wake_due
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail

SEOUL = ZoneInfo("Asia/Seoul")


class SnoozingTests(SupportTestCase):
    def setUp(self) -> None:
        self.later = timezone.now() + timedelta(hours=3)

    def test_it_leaves_the_open_ones_until_its_time_and_comes_back_on_top(self):
        newer = Ticket.objects.create(subject="newer", brand=self.onnuri)
        self.assertTrue(self.ticket.snooze(self.later, by=self.jisu))
        self.assertFalse(self.ticket.snooze(self.later, by=self.jisu))
        self.assertEqual(list(Ticket.objects.all().at_hand()), [newer])
        self.assertEqual(wake_due(), 0)
        Ticket.objects.filter(pk=self.ticket.pk).update(snoozed_until=timezone.now())
        self.assertEqual((wake_due(), wake_due()), (1, 0))
        self.assertEqual(list(Ticket.objects.all().at_hand()), [self.ticket, newer])
        self.assertEqual(
            list(Event.of(self.ticket).values_list("verb", flat=True))[-2:],
            ["ticket.snoozed", "ticket.woken"],
        )

    def test_a_customer_s_word_brings_it_back_at_once_and_a_machine_s_does_not(self):
        ours = self.ticket.reply("알아볼게요.", by=self.jisu)
        answer = {"In_Reply_To": f"<{ours.message_id}>"}
        for until_when in (None, self.later):
            self.ticket.refresh_from_db()
            self.ticket.snooze(until_when, by=self.jisu)
            self.mail_in(mail("부재중", Auto_Submitted="auto-replied", **answer))
            self.ticket.refresh_from_db()
            self.assertTrue(self.ticket.is_snoozed)
            self.mail_in(mail(f"언제 오나요? {until_when}", **answer))
            self.ticket.refresh_from_db()
            self.assertFalse(self.ticket.is_snoozed)
        woken = Event.of(self.ticket).filter(verb="ticket.woken").last()
        self.assertEqual(woken.cause.verb, "ticket.received")

    def test_what_is_done_is_not_put_off_and_solving_ends_it(self):
        self.ticket.snooze(self.later, by=self.jisu)
        self.ticket.solve(by=self.jisu)
        self.ticket.refresh_from_db()
        self.assertEqual((self.ticket.is_snoozed, self.ticket.snoozed_until), (False, None))
        with self.assertRaises(Done):
            self.ticket.snooze(self.later, by=self.jisu)

    def test_waking_what_is_awake_leaves_no_event(self):
        self.assertFalse(self.ticket.wake(by=self.jisu))
        self.assertFalse(Event.of(self.ticket).filter(verb="ticket.woken").exists())


class ChoosingTests(SupportTestCase):
    def test_a_day_begins_when_the_brand_opens_and_on_no_day_off(self):
        friday = datetime(2026, 11, 27, 20, 0, tzinfo=SEOUL)
        meant = moment_for("내일", self.jisu, self.onnuri, friday)
        self.assertEqual(meant, datetime(2026, 11, 30, 9, 0, tzinfo=SEOUL))
        said = moment_for("내일 오후 2시", self.jisu, self.onnuri, friday)
        self.assertEqual(said, datetime(2026, 11, 28, 14, 0, tzinfo=SEOUL))

    def test_what_is_offered_is_to_come_and_each_once(self):
        friday = datetime(2026, 11, 27, 20, 0, tzinfo=SEOUL)
        times = [at for _words, _label, at in offers(self.jisu, self.onnuri, friday)]
        self.assertEqual(times, sorted(set(times)))
        self.assertEqual(len(times), 2)  # in three hours, and Monday however it is called

    def test_what_cannot_be_is_said(self):
        for text in ("어제", "2020-01-01T09:00", "2036-01-01T09:00+09:00", "언젠가"):
            with self.assertRaises(ValidationError):
                until(text, self.jisu, self.onnuri)


class SnoozePageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        self.address = f"/tickets/{self.ticket.pk}/snooze/"
        self.swap = {"HX-Request": "true"}

    def test_words_put_it_off_and_the_toast_brings_it_back(self):
        answer = self.client.post(self.address, {"value": "3시간 뒤"}, headers=self.swap)
        self.assertContains(answer, "미뤘어요")
        self.assertContains(answer, f'hx-delete="{self.address}"')
        self.assertNotContains(self.client.get("/?view=open"), self.ticket.subject)
        self.assertContains(self.client.get("/?view=snoozed"), self.ticket.subject)
        self.client.delete(self.address, headers=self.swap)
        self.assertContains(self.client.get("/?view=open"), self.ticket.subject)

    def test_until_an_answer(self):
        self.client.post(self.address, {"value": "reply"})
        self.ticket.refresh_from_db()
        self.assertEqual((self.ticket.is_snoozed, self.ticket.snoozed_until), (True, None))
        self.assertContains(self.client.get(f"/tickets/{self.ticket.pk}/"), "고객이 답할 때까지")

    def test_what_is_not_understood_is_said_and_nothing_changes(self):
        answer = self.client.post(self.address, {"value": "언젠가"}, headers=self.swap)
        self.assertEqual(answer.status_code, 422)
        self.assertContains(answer, "내일 오후 2시", status_code=422)
        self.ticket.solve(by=self.jisu)
        answer = self.client.post(self.address, {"value": "내일"}, headers=self.swap)
        self.assertEqual(answer.status_code, 422)
        self.ticket.refresh_from_db()
        self.assertEqual((self.ticket.is_snoozed, self.ticket.status), (False, Status.SOLVED))
