"""D2, D4, D5: nothing is blocked, lost or doubled between envelope and message."""

import os
import signal
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from django.db import OperationalError, connection, connections
from django.utils import timezone

from maru.extensions.email import reading
from maru.extensions.email.connector import EmailConnector
from maru.extensions.email.tests.mailboxes import mails
from maru.kit.database.leases import claim
from maru.kit.mailparse import reader
from maru.records.channels import intake, quarantine
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.connectors import register
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Envelope
from maru.records.channels.reception import Arrival, receive_with
from maru.records.customers.models import ContactPoint, Customer
from maru.support.tickets import judging
from maru.support.tickets.judging import Verdict
from maru.support.tickets.models import Message
from maru.support.tickets.receiving import receive
from maru.support.tickets.tests.cast import LiveSupportTestCase
from maru.support.tickets.tests.mails import mail

LONG_AGO = timedelta(seconds=-1)  # a lease that is over as soon as it is given

POISON = (
    b"From: p@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\n\r\nx\r\n" * 200
    + b"--b--\r\n"
)


# The child that reads mail, but that it dies while there is something left in a file.
MORTAL = """
import os, signal, sys
from pathlib import Path
from maru.kit.mailparse import child
left, parse = Path(sys.argv[1]), child.parse
def die_or_parse(raw, scratch):
    if words := left.read_text():
        left.write_text(words[1:])
        os.kill(os.getpid(), signal.SIGKILL)
    return parse(raw, scratch)
child.parse = die_or_parse
child.main()
"""


class BrokenConnector(EmailConnector):
    def open(self, envelope):
        raise RuntimeError("the reader is broken")


class Death(BaseException):
    """Ends the worker: nothing is written down and nothing given back."""


class DeadlyConnector(EmailConnector):
    def __init__(self, killer):
        self.killer = killer

    def open(self, envelope):
        if envelope.pk == self.killer:
            raise Death
        return super().open(envelope)


class SlowConnector(EmailConnector):
    """Reads one mail only when another one has become a message."""

    def __init__(self, slow):
        self.slow = slow

    def open(self, envelope):
        deadline = time.monotonic() + 20
        while envelope.pk == self.slow and time.monotonic() < deadline:
            if Message.objects.exclude(envelope=None).exists():
                connections.close_all()
                break
            time.sleep(0.02)
        return super().open(envelope)


class IntakeTestCase(LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(register, EmailConnector())
        self.addCleanup(receive_with, receive)

    def feed(self, *mails):
        accept([Letter(raw, (self.mailbox.pk,)) for raw in mails])

    def open_all(self):
        while open_waiting():
            pass

    def open_all_at_last(self):
        """Go on until nothing waits, as if the pauses between the tries had passed."""
        waiting = Envelope.objects.filter(state=EnvelopeState.RECEIVED)
        while waiting.update(due_at=timezone.now()):
            self.open_all()

    def states(self):
        found = list(Envelope.objects.values_list("state", flat=True))
        return {state: found.count(state) for state in set(found)}

    def messages(self):
        return Message.objects.exclude(envelope=None)


class PoisonTests(IntakeTestCase):
    def test_what_one_claim_took_is_received_in_order_and_a_few_at_a_time(self):
        counts, taken = [], []

        def note(arrivals):
            counts.append(len(arrivals))
            taken.extend(arrival.envelope.pk for arrival in arrivals)
            receive(arrivals)

        receive_with(note)
        self.feed(*mails(10))
        with patch.multiple(intake, TOGETHER=4, CLAIMED=12), patch.object(intake, "IMPATIENCE", 60):
            self.assertEqual(open_waiting(), 10)
        self.assertEqual(counts, [4, 4, 2])
        self.assertEqual(taken, sorted(taken))

    def test_an_answer_read_before_its_slow_original_is_joined_by_it(self):
        self.feed(
            mail("첫 글", Subject="하나", Message_ID="<slow@example.com>"),
            mail("다음 글", Subject="둘", In_Reply_To="<slow@example.com>"),
        )
        register(SlowConnector(Envelope.objects.earliest("id").pk))
        with patch.object(intake, "IMPATIENCE", 0.1):
            self.open_all()
        answer, original = Message.objects.exclude(envelope=None).order_by("id")
        self.assertEqual(original.message_id, "slow@example.com")
        self.assertEqual(original.ticket, answer.ticket)

    def test_poison_goes_to_quarantine_and_the_others_pass(self):
        mails = [mail(str(n), sender=f"c{n}@example.com") for n in range(95)]
        for number in range(5):
            mails.insert(number * 19, POISON + b"%d" % number)
        self.feed(*mails)
        began = time.monotonic()
        self.open_all()
        self.assertEqual(self.states(), {"opened": 95, "quarantined": 5})
        self.assertEqual(self.messages().count(), 95)
        reasons = Envelope.objects.filter(state="quarantined").values_list("reason", flat=True)
        self.assertEqual(set(reasons), {"too_many_parts"})
        self.assertLess(time.monotonic() - began, 20)

    def test_what_cannot_be_received_spoils_no_other_and_ends_in_quarantine(self):
        def choosy(arrivals):
            if any("독" in one.incoming.subject for one in arrivals):
                raise ValueError("not this one")
            receive(arrivals)

        receive_with(choosy)
        self.feed(*(mail(str(n), Subject="독" if n == 3 else "약") for n in range(8)))
        self.open_all()
        self.assertEqual(self.states(), {"opened": 7, "received": 1})
        self.open_all_at_last()
        self.assertEqual(self.states(), {"opened": 7, "quarantined": 1})
        aside = Envelope.objects.get(state="quarantined")
        self.assertEqual((aside.reason, aside.attempts), ("failed", 5))
        self.assertIn("not this one", aside.detail)

    def test_whatever_stands_in_the_words_of_its_failure_it_ends_in_quarantine(self):
        """PostgreSQL takes no NUL, and no database half a letter."""

        def broken(arrivals):
            raise ValueError("at \0 and \ud800")

        receive_with(broken)
        self.feed(mail("하나"))
        # Kept from the report, which half a letter would break when tests run side by side.
        with self.assertLogs("maru.records.channels.intake"):
            self.open_all_at_last()
        aside = Envelope.objects.get()
        self.assertEqual((aside.state, aside.reason, aside.attempts), ("quarantined", "failed", 5))
        self.assertEqual(aside.detail, "ValueError: at  and ?")

    def test_what_asks_too_much_of_the_database_is_tried_five_times_and_no_more(self):
        """Drivers call that operational, as when the database is away; and it never passes."""

        def greedy(arrivals):
            if any(one.incoming.subject == "독" for one in arrivals):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1" + "+1" * 200_000)
            receive(arrivals)

        receive_with(greedy)
        self.feed(*(mail(str(n), Subject="독" if n == 1 else "약") for n in range(4)))
        for _ in range(12):
            Envelope.objects.filter(state=EnvelopeState.RECEIVED).update(due_at=timezone.now())
            self.open_all()
        self.assertEqual(self.states(), {"opened": 3, "quarantined": 1})
        aside = Envelope.objects.get(state="quarantined")
        self.assertEqual((aside.reason, aside.attempts), ("failed", 5))
        self.assertIn("OperationalError", aside.detail)

    def test_what_no_judge_can_judge_is_set_aside_alone(self):
        def judge(arrivals):
            if any(one.incoming.subject == "독" for one in arrivals):
                raise KeyError("no such rule")
            return [Verdict() for _ in arrivals]

        before = judging._judges[0]
        self.addCleanup(judging.judge_with, before)
        judging.judge_with(judge)
        self.feed(*(mail(str(n), Subject="독" if n == 1 else "약") for n in range(4)))
        self.open_all_at_last()
        self.assertEqual(self.states(), {"opened": 3, "quarantined": 1})

    def test_a_reader_that_somebody_killed_is_replaced_and_the_mail_read(self):
        self.feed(mail("하나"))
        self.open_all()
        for one in reading._all:
            if one._child:
                os.kill(one._child.pid, signal.SIGKILL)
        self.feed(*(mail(str(n)) for n in range(6)))
        self.open_all_at_last()
        self.assertEqual(self.states(), {"opened": 7})

    def test_a_reader_that_dies_over_a_mail_reads_it_again_twice(self):
        """Perhaps somebody else killed it; a mail that always does is set aside."""
        self.addCleanup(reading.close_readers)
        with tempfile.TemporaryDirectory() as folder:
            for deaths, state in ((2, ("opened", 3)), (9, ("quarantined", 3))):
                reading.close_readers()
                Path(folder, "left").write_text("x" * deaths)
                command = ["-c", MORTAL, str(Path(folder, "left"))]
                with self.subTest(deaths), patch.object(reader, "COMMAND", command):
                    self.feed(mail(str(deaths)))
                    self.open_all_at_last()
                    envelope = Envelope.objects.latest("id")
                    self.assertEqual((envelope.state, envelope.attempts), state)
        self.assertEqual(envelope.reason, "crashed")

    def test_a_broken_reader_repaired_recovers_all_of_the_same(self):
        """D5"""
        register(BrokenConnector())
        self.feed(*(mail(str(n), Subject=f"문의 {n}") for n in range(50)))
        before = set(Envelope.objects.values_list("id", "sha256"))
        self.open_all_at_last()
        self.assertEqual(self.states(), {"quarantined": 50})
        self.assertEqual(self.messages().count(), 0)
        register(EmailConnector())
        for envelope in Envelope.objects.all():
            self.assertTrue(quarantine.retry(envelope, by=self.sora))
            self.assertFalse(quarantine.retry(envelope, by=self.sora))
        self.open_all()
        self.assertEqual(self.states(), {"opened": 50})
        self.assertEqual(set(Envelope.objects.values_list("id", "sha256")), before)
        self.assertEqual(self.messages().values("envelope").distinct().count(), 50)
        self.assertEqual(self.messages().count(), 50)

    def test_discarded_is_kept_and_can_be_taken_back(self):
        self.feed(POISON)
        self.open_all()
        envelope = Envelope.objects.get()
        self.assertTrue(quarantine.discard(envelope, "광고입니다", by=self.sora))
        self.assertFalse(quarantine.discard(envelope, "다시", by=self.sora))
        self.assertEqual(self.states(), {"discarded": 1})
        self.assertTrue(quarantine.retry(envelope, by=self.sora))
        self.open_all()
        self.assertEqual(self.states(), {"quarantined": 1})


class AtOnceTests(IntakeTestCase):
    def at_once(self, workers=4):
        threads = [threading.Thread(target=_open) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.open_all_at_last()

    def test_workers_at_once_make_one_message_each(self):
        self.feed(*(mail(str(n), sender=f"c{n % 9}@example.com") for n in range(100)))
        with patch.object(intake, "TOGETHER", 7):
            self.at_once()
        self.assertEqual(self.states(), {"opened": 100})
        self.assertEqual(self.messages().count(), 100)
        self.assertEqual(self.messages().values("envelope").distinct().count(), 100)

    def test_many_mails_of_one_new_customer_at_once_are_one_customer(self):
        self.feed(*(mail(str(n), sender="new@example.com", Subject=str(n)) for n in range(24)))
        with patch.object(intake, "TOGETHER", 1):
            self.at_once(8)
        self.assertEqual(ContactPoint.objects.filter(value="new@example.com").count(), 1)
        self.assertEqual(Customer.objects.filter(contact_points=None).count(), 0)
        self.assertEqual(self.messages().count(), 24)

    def test_a_worker_that_lost_its_lease_doubles_nothing(self):
        self.feed(mail("하나"))
        waiting = Envelope.objects.filter(state=EnvelopeState.RECEIVED)
        (late,) = claim(waiting, limit=1, lease=timedelta(seconds=-1))
        self.open_all()
        arrival = Arrival(late, EmailConnector().open(late))
        intake._receive_all([arrival])
        intake.quarantine(late, "late")
        intake._put_off(late, ValueError())
        self.assertEqual(self.states(), {"opened": 1})
        self.assertEqual(self.messages().count(), 1)


def _open():
    try:
        while open_waiting():
            pass
    finally:
        connections.close_all()


class SuspectTests(IntakeTestCase):
    def test_a_mail_that_ends_every_worker_is_set_aside_and_harms_no_other(self):
        self.feed(*[mail(f"문의 {n}", Subject=f"{n}") for n in range(4)])
        killer = Envelope.objects.earliest("id")
        register(DeadlyConnector(killer.pk))
        deaths = 0
        while Envelope.objects.filter(state=EnvelopeState.RECEIVED).exists():
            try:
                self.open_all()
            except Death:
                deaths += 1
                Envelope.objects.update(lease_until=None)  # as the rescue does
        killer.refresh_from_db()
        self.assertEqual((killer.state, killer.reason), (EnvelopeState.QUARANTINED, "failed"))
        self.assertEqual(deaths, 5)
        self.assertEqual(Message.objects.filter(envelope__isnull=False).count(), 3)
        # What came with it was held against it only while nobody knew which one it was.
        others = Envelope.objects.exclude(pk=killer.pk)
        self.assertEqual(set(others.values_list("attempts", flat=True)), {3})

    def test_a_database_that_went_away_is_no_try_of_the_mail(self):
        """D10"""
        self.feed(mail("하나"))
        (envelope,) = claim(Envelope.objects.all(), limit=1, lease=timedelta(minutes=5))
        intake._put_off(envelope, OperationalError("terminating connection"))
        envelope.refresh_from_db()
        self.assertEqual((envelope.attempts, envelope.lease_until), (0, None))
        self.assertLess(envelope.due_at, timezone.now() + timedelta(seconds=3))
