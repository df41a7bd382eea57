"""An import is killed again and again, anywhere: at the end nothing is lost and nothing doubled."""

import os
import random
import signal
import sys
import time
import warnings
from unittest.mock import patch

from django.db import connection, connections

from maru.extensions.email.importing import filing, taking, undoing
from maru.extensions.email.importing.carrying_out import carry_on
from maru.extensions.email.models import MailImport
from maru.extensions.email.tests.imports import (
    SUPPORT,
    ImportCase,
    as_mbox,
    carried_out,
    claimed,
    old_mail,
)
from maru.records.channels.models import Envelope
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.tests.cast import LiveSupportTestCase

KILLS = int(os.environ.get("MARU_TEST_KILLS", "10"))  # 500 before a release
THREADS = 60


class KilledImportTests(ImportCase, LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        for module in (taking, filing, undoing):
            self.enterContext(patch.object(module, "TOGETHER", 7))

    def test_every_mail_is_one_message_and_the_undoing_leaves_nothing(self):
        mails = []
        for n in range(THREADS):
            who = f"c{n % 20}@example.com"
            mails += [
                old_mail(f"q{n}", sender=who, days=n),
                old_mail(f"a{n}", sender=SUPPORT, to=who, days=n + 0.5, answers=f"q{n}"),
            ]
        asked = self.asked(self.file(as_mbox(mails)))
        kills = self.killed_until_it_ends(asked)
        done = MailImport.objects.get(pk=asked.pk)
        self.assertEqual((done.state, done.found, done.messages), ("done", 120, 120))
        self.assertEqual((done.tickets, done.doubles, done.quarantined), (THREADS, 0, 0))
        self.assertEqual(Message.objects.filter(ticket__source="import").count(), 120)
        self.assertEqual(Ticket.objects.filter(source="import").count(), THREADS)
        done.undo(by=self.sora)
        kills += self.killed_until_it_ends(done)
        self.assertFalse(Ticket.objects.filter(source="import").exists())
        self.assertFalse(Envelope.objects.filter(transport__by="import").exists())
        sys.stdout.write(f"{kills} kills: 120 mails once each, then none\n")

    def killed_until_it_ends(self, asked: MailImport) -> int:
        dice = random.Random(15)
        for number in range(KILLS):
            pid = self.start(asked)
            time.sleep(dice.uniform(0.05, 0.6))
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            asked.refresh_from_db()
            if not asked.is_under_way:
                return number
        carried_out(asked)
        return KILLS

    def start(self, asked: MailImport) -> int:
        connections.close_all()
        if connection.vendor == "postgresql":
            connection.close_pool()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # threads; the child leaves them
            pid = os.fork()
        if pid:
            return pid
        try:
            carry_on(claimed(asked))
        finally:
            os._exit(0)
