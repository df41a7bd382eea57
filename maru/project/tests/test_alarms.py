"""Each condition broken and awaited by a moved clock (D18)."""

from datetime import timedelta
from unittest import mock

import time_machine
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from maru.extensions.email.models import Mailbox
from maru.extensions.email.tests.sink import sink
from maru.project import health
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Delivery, Envelope
from maru.staff.alarms.alarm import AlarmState
from maru.staff.alarms.conditions import conditions
from maru.staff.alarms.models import Alarm
from maru.staff.alarms.watching import watch
from maru.staff.journal.models import Event
from maru.support.tickets.tests.cast import SupportTestCase


class WatchingTests(SupportTestCase):
    def after(self, **time: int) -> set[str]:
        """Look again so much later; return the open alarms."""
        with time_machine.travel(timezone.now() + timedelta(**time), tick=False):
            watch()
        return set(Alarm.objects.open().values_list("name", flat=True))

    def envelopes(self, n: int, state: str) -> None:
        Envelope.objects.bulk_create(
            Envelope(channel=self.mailbox, sha256=f"{i:064x}", size=1, state=state)
            for i in range(n)
        )

    def test_all_is_well_at_first(self) -> None:
        self.assertLessEqual(self.after(minutes=0), {"disk"})

    def test_mail_that_does_not_go_out(self) -> None:
        self.ticket.reply(by=self.jisu, text="곧 보내 드리겠습니다.")
        self.assertNotIn("outbox", self.after(minutes=3))
        self.assertIn("outbox", self.after(minutes=5))

    def test_mail_that_may_still_be_undone_is_no_alarm(self) -> None:
        self.ticket.reply(by=self.jisu, text="내일 보냅니다.", wait=timedelta(days=1))
        self.assertNotIn("outbox", self.after(minutes=10))

    def test_mail_that_is_not_opened(self) -> None:
        self.envelopes(1, EnvelopeState.RECEIVED)
        self.assertIn("intake", self.after(minutes=5))

    def test_a_quarantine_that_nobody_looks_after(self) -> None:
        self.envelopes(19, EnvelopeState.QUARANTINED)
        self.assertNotIn("quarantine", self.after(minutes=1))
        Envelope.objects.all().delete()
        self.envelopes(20, EnvelopeState.QUARANTINED)
        self.assertIn("quarantine", self.after(minutes=1))

    def test_a_mailbox_that_is_not_read(self) -> None:
        Mailbox.objects.create(
            channel=self.mailbox, host="imap.example", user="support@onnuri.example",
            succeeded_at=timezone.now(), folders=["INBOX"],
        )  # fmt: skip
        self.assertNotIn("mailbox", self.after(minutes=3))
        self.assertIn("mailbox", self.after(minutes=6))

    def test_an_alarm_is_one_row_and_over_only_after_five_calm_minutes(self) -> None:
        self.envelopes(20, EnvelopeState.QUARANTINED)
        for minute in range(3):
            self.after(minutes=minute)
        alarm = Alarm.objects.get(name="quarantine")
        Envelope.objects.all().delete()
        self.assertIn("quarantine", self.after(minutes=6))
        self.assertNotIn("quarantine", self.after(minutes=8))
        verbs = list(Event.of(alarm).values_list("verb", flat=True))
        self.assertEqual(verbs, ["alarm.raised", "alarm.cleared"])

    def test_health_names_it(self) -> None:
        self.envelopes(20, EnvelopeState.QUARANTINED)
        self.after(minutes=1)
        with mock.patch("maru.project.health.close_old_connections"):  # the test's own
            self.assertIn("quarantine", health.report()["database"]["alarms"])

    def test_every_sentence_fits_its_figures(self) -> None:
        facts = {"n": 3, "minutes": 7, "hours": 27, "who": "a@example.com", "gb": 1.5}
        for each in conditions.values():
            self.assertTrue(each.sentence(facts))

    def test_it_is_mailed_past_the_outbox_and_once(self) -> None:
        self.envelopes(20, EnvelopeState.QUARANTINED)
        with (
            sink() as relay,
            override_settings(
                ALARM_MAIL=["ops@example.com"], ALARM_SMTP=f"smtp://127.0.0.1:{relay.port}"
            ),
        ):
            self.after(minutes=1)
            self.after(minutes=2)
        told = Alarm.objects.filter(state=AlarmState.TOLD).count()
        self.assertEqual(len(relay.mails), told)
        self.assertEqual(Delivery.objects.count(), 0)
        self.assertEqual(Alarm.objects.get(name="quarantine").state, AlarmState.TOLD)

    def test_a_mail_server_that_is_away_is_asked_again(self) -> None:
        self.envelopes(20, EnvelopeState.QUARANTINED)
        with override_settings(ALARM_MAIL=["o@example.com"], ALARM_SMTP="smtp://127.0.0.1:9"):
            self.after(minutes=1)
        self.assertEqual(Alarm.objects.get(name="quarantine").state, AlarmState.RAISED)
        self.assertTrue(settings.PUBLIC_URL)
