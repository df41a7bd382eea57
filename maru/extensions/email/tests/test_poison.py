"""D4: a poison mail blocks nobody and does not vanish."""

import os
import sys

from maru.extensions.email.tests.mailboxes import mails
from maru.extensions.email.tests.test_intake import POISON, IntakeTestCase
from maru.kit.mailparse.tests.test_limits import nested
from maru.records.channels.models import Envelope
from maru.support.tickets.models import Message

MAILS = int(os.environ.get("MARU_TEST_MAILS", "100"))  # 1,000 before a release; each 100th poison
BOMBS = [POISON, nested(10_000), b"X-A: " + b"a" * 500_000 + b"\r\n\r\nx", b"X: y\r\n" * 100_000]


class PoisonTests(IntakeTestCase):
    def test_each_good_mail_is_opened_and_each_poison_waits_in_quarantine(self):
        many = MAILS // 100
        poison = [b"X-Number: %d\r\n" % n + BOMBS[n % len(BOMBS)] for n in range(many)]
        good = mails(MAILS - many)
        between = [good[n * 99 : n * 99 + 99] for n in range(many)]
        for bad, others in zip(poison, between, strict=True):
            self.feed(bad, *others)  # the poison first
        self.open_all()
        # Nobody waited: all good ones are there before the poison is tried again.
        self.assertEqual(Message.objects.exclude(envelope=None).count(), len(good))
        self.open_all_at_last()
        aside = Envelope.objects.filter(state="quarantined")
        self.assertEqual(aside.count(), many)
        self.assertTrue(all(aside.values_list("reason", flat=True)))
        self.assertEqual(Envelope.objects.count(), MAILS)
        self.assertEqual(Message.objects.exclude(envelope=None).count(), len(good))
        sys.stdout.write(f"{MAILS} mails: {len(good)} opened, {aside.count()} in quarantine\n")
