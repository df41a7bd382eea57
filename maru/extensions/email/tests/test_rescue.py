"""What a killed worker held is free at once."""

import os
import subprocess
import sys
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from maru.kit.database.leases import claim
from maru.kit.database.owners import dead_owners, owner_name
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Envelope
from maru.records.channels.rescue import free_what_the_dead_held
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail

WORKER = "from maru.kit.database.owners import owner_name; print(owner_name(), flush=True); input()"


class RescueTests(SupportTestCase):
    def setUp(self):
        env = {**os.environ, "MARU_HOME": str(settings.HOME)}
        self.worker = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.addCleanup(self.worker.__exit__, None, None, None)
        self.name = self.worker.stdout.readline().strip()
        accept([Letter(mail(), (self.mailbox.pk,))])
        claim(Envelope.objects.filter(state="received"), limit=1, lease=timedelta(minutes=5))
        Envelope.objects.update(lease_owner=f"{self.name}-1")

    def test_the_living_keep_what_they_hold(self):
        free_what_the_dead_held()
        self.assertEqual(open_waiting(), 0)
        self.assertGreater(Envelope.objects.get().lease_until, timezone.now())

    def test_the_dead_do_not(self):
        self.worker.kill()
        self.worker.wait()
        free_what_the_dead_held()
        self.assertEqual(open_waiting(), 1)
        self.assertEqual(Envelope.objects.get().state, "opened")
        self.assertNotIn(self.name, list(dead_owners()))

    def test_we_live(self):
        self.assertNotIn(owner_name(), list(dead_owners()))
