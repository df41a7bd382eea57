"""Whoever is killed while giving has given wholly or not at all."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import warnings

from django.db import connection, connections

from maru.staff.journal.models import Event
from maru.support.routing.models import Decision, Queued, Seat
from maru.support.routing.sweeping import route
from maru.support.routing.tests.cast import RoutingCast
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import LiveSupportTestCase

KILLS = int(os.environ.get("MARU_TEST_KILLS", "6"))
LONGEST = 0.06  # seconds that one lives after it has begun


class KilledTests(RoutingCast, LiveSupportTestCase):
    def test_every_ticket_is_given_once_and_wholly_after_any_number_of_kills(self):
        dice = random.Random(7)
        self.set_rule(capacity=200)
        self.open(6 * KILLS)
        for _each in range(KILLS):
            begun, tell = os.pipe()
            pid = self.start(tell)
            os.close(tell)
            os.read(begun, 1)
            time.sleep(dice.uniform(0, LONGEST))
            os.close(begun)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            self.assert_whole()
        left = Ticket.objects.filter(assignee=None).count()
        while route():
            pass
        self.assert_whole()
        self.assertFalse(Ticket.objects.filter(assignee=None).exists())
        self.assertFalse(Queued.objects.exists())
        sys.stdout.write(f"{KILLS} kills: {left} were left for the next\n")

    def assert_whole(self) -> None:
        given = Event.objects.filter(verb="ticket.assigned", actor_kind="routing")
        items = sorted(given.values_list("subject_id", flat=True))
        self.assertEqual(items, sorted(Decision.objects.values_list("item", flat=True)))
        self.assertEqual(len(items), len(set(items)))
        self.assertEqual(items, sorted(
            Ticket.objects.filter(assignee__isnull=False).values_list("pk", flat=True)
        ))  # fmt: skip
        for seat in Seat.objects.all():
            self.assertEqual(seat.given, Decision.objects.filter(member=seat.member_id).count())

    def start(self, tell: int) -> int:
        """Start one that gives, and says when it begins, until killed."""
        connections.close_all()
        if connection.vendor == "postgresql":
            connection.close_pool()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # threads; the child leaves them
            pid = os.fork()
        if pid:
            return pid
        try:
            os.write(tell, b".")
            route()
            while True:
                time.sleep(1)
        finally:
            os._exit(1)
