"""The queue in conditions and columns, and the action that puts a ticket into it."""

from __future__ import annotations

from maru.kit.conditions import Asking
from maru.staff.journal.models import Event
from maru.support.actions.action import Unreadable
from maru.support.actions.step import Step
from maru.support.routing.models import Queued
from maru.support.routing.queue.asking import columns
from maru.support.routing.queue.deed import Routed, routed
from maru.support.routing.sweeping import route
from maru.support.routing.tests.cast import RoutingTestCase
from maru.support.tickets.models import Ticket
from maru.support.tickets.vocabulary import TICKETS


class AskedTests(RoutingTestCase):
    def test_the_database_and_the_object_agree_on_what_waits(self):
        [other] = self.open()
        self.bora.become("away", by=self.bora)
        self.set_rule(capacity=1)
        route()
        waits = TICKETS.read({"field": "queued", "op": "is", "value": True})
        asking = Asking()
        found = set(Ticket.objects.filter(TICKETS.query(waits, asking)))
        self.assertEqual(found, {other})
        tickets = Ticket.objects.all()
        self.assertEqual({t for t in tickets if TICKETS.holds(waits, t, asking)}, found)

    def test_the_column_says_since_when_and_why(self):
        self.jisu.become("away", by=self.jisu)
        self.bora.become("away", by=self.bora)
        route()
        [column] = columns()
        [cell] = column.values([self.ticket])[self.ticket.pk]
        self.assertIn("새 문의", str(cell))


class RouteTests(RoutingTestCase):
    def step(self) -> Step:
        return Step({"route": self.team.pk}, self.minho)

    def test_it_takes_from_who_has_it_and_the_routing_gives_it_on(self):
        self.ticket.assign(self.cole, by=self.minho)
        cause = Event.record("ticket.macro", self.ticket, by=self.minho)
        was = self.step().do(self.ticket, cause)
        self.assertEqual(was, {"route": [self.team.pk, self.cole.pk]})
        self.assertEqual(Queued.objects.get().because, "asked")
        route()
        self.assertEqual(self.assignee(self.ticket), self.jisu)

    def test_it_is_taken_back(self):
        self.ticket.assign(self.cole, by=self.minho)
        cause = Event.record("ticket.macro", self.ticket, by=self.minho)
        was = self.step().do(self.ticket, cause)
        self.assertEqual(self.step().take_back(self.ticket, was, [], cause), "")
        self.assertEqual(self.assignee(self.ticket), self.cole)

    def test_only_teams_whose_routing_is_on_are_offered(self):
        self.assertEqual([name for _pk, name in Routed().choices(self.minho)], [self.team.name])
        self.set_rule(is_on=False)
        self.assertEqual(routed(), [])
        with self.assertRaises(Unreadable):
            Routed().read(self.team.pk, self.minho)
