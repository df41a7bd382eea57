"""A worker dies in the middle, two look at once, a storm comes: nothing is lost, nothing twice."""

from __future__ import annotations

import threading
from typing import Any
from unittest import mock

from django.db import OperationalError, connection
from django.utils import timezone

from maru.kit.database.leases import claim, give_back
from maru.staff.journal.models import Event
from maru.support.actions.saying import Note
from maru.support.automation import triggering
from maru.support.automation.models import Firing, Stir
from maru.support.automation.stir import LEASE
from maru.support.automation.tests.cast import LiveRulesTestCase, RulesTestCase
from maru.support.automation.triggering import carry_out_waiting
from maru.support.automation.vocabulary import Happening
from maru.support.tickets.models import Message
from maru.support.tickets.opening import open_ticket


class Killed(BaseException):
    """As ``kill -9``: nothing of ours catches it."""


class KilledTests(LiveRulesTestCase):
    def test_what_was_begun_is_undone_and_done_once_afterwards(self):
        self.rule("priority", note="확인", tags_added=["급함"])
        self.ticket.set_priority(4, by=self.jisu)
        noted = Note.do

        def dies(*args: Any) -> Any:
            noted(Note(), *args)
            raise Killed

        with mock.patch.object(Note, "do", side_effect=dies), self.assertRaises(Killed):
            carry_out_waiting()
        self.assertFalse(Firing.objects.exists() or self.now().tags.exists())
        self.assertFalse(Message.objects.filter(text="확인").exists())
        self.assertEqual(self.run_rules(), 0)  # it is leased still
        Stir.objects.update(lease_until=None)  # as the rescue does for the dead
        self.assertEqual(self.run_rules(), 1)
        self.assertEqual(self.did(), [["done", "done"]])
        self.assertEqual(Message.objects.filter(text="확인").count(), 1)

    def test_two_that_hold_the_same_event_do_it_once(self):
        self.rule("priority", note="확인")
        self.ticket.set_priority(4, by=self.jisu)
        # The lease of the first ran out while it was at work, and a second has claimed it.
        claim(Stir.objects.waiting(), limit=1, lease=LEASE)
        Stir.objects.update(lease_until=timezone.now())
        gate = threading.Barrier(2)

        def work() -> None:
            gate.wait()
            carry_out_waiting()
            connection.close()

        workers = [threading.Thread(target=work) for _ in range(2)]
        for each in workers:
            each.start()
        for each in workers:
            each.join()
        self.run_rules()
        self.assertEqual(self.did(), [["done"]])


class FailedTests(RulesTestCase):
    def fails_once_with(self, error: Exception) -> Any:
        """Have the first look at what was written just now fail."""
        said: Any = vars(Happening)["message"]
        left = [error]

        def look(happening: Happening) -> Any:
            if left:
                raise left.pop()
            return said.__get__(happening)

        return mock.patch.object(Happening, "message", property(look))

    def test_what_could_not_be_asked_because_the_database_was_away_is_asked_again(self):
        words = {"field": "said_now", "op": "contains", "value": "확인"}
        self.rule("noted", conditions={"all": [words]}, priority=4)
        self.ticket.note("확인", by=self.jisu)
        with self.fails_once_with(OperationalError("gone")), self.assertRaises(OperationalError):
            carry_out_waiting()
        give_back()
        self.assertEqual(self.run_rules(), 1)
        self.assertEqual(self.did(), [["done"]])

    def test_an_event_that_fails_holds_up_no_other(self):
        self.rule("priority", tags_added=["급함"])
        other = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="x", text="y"
        )
        for ticket in (self.ticket, other):
            ticket.set_priority(4, by=self.jisu)
        first = Stir.objects.order_by("id").first()
        assert first
        asked = triggering.chain_of

        def chain(event: Event) -> Any:
            if event.pk == first.event_id:
                raise ValueError
            return asked(event)

        with mock.patch.object(triggering, "chain_of", chain), self.assertLogs(triggering.log):
            carry_out_waiting()
        self.assertEqual([each.ticket for each in Firing.objects.all()], [other])
        self.assertEqual(Stir.objects.get(), first)


class StormTests(RulesTestCase):
    def test_of_a_thousand_events_each_is_looked_at_once(self):
        self.rule({"occasion": "priority", "to": [4]}, tags_added=["급함"])
        Event.record_all(
            [
                Event.about("ticket.priority", self.ticket, before=2, after=4 if n == 500 else 3)
                for n in range(1000)
            ]
        )
        self.assertEqual(Stir.objects.count(), 1000)
        self.assertEqual(self.run_rules(), 1000)
        self.assertEqual(self.did(), [["done"]])
        self.assertFalse(Stir.objects.exists())
