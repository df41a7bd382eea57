"""Workers are killed around routing: each ticket goes to one, with its reason, and to nobody too
much."""

from __future__ import annotations

import pytest

from maru.project.tests.dying_scenes import SCENES
from maru.project.tests.dying_worker import ends_of
from maru.staff.journal.models import Event
from maru.support.routing.models import Decision, Queued
from maru.support.routing.tests.cast import RoutingCast
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import LiveSupportTestCase


@pytest.mark.both
class RoutingKilledTests(RoutingCast, LiveSupportTestCase):
    def test_each_is_given_once_with_its_reason(self):
        self.set_rule(capacity=3)
        tickets = [self.ticket, *self.open(5)]
        points = SCENES["routing"].points
        self.assertEqual(ends_of("routing", *points, ""), [-9] * len(points) + [0])

        self.assertFalse(Ticket.objects.filter(assignee=None).exists())
        self.assertEqual((self.has(self.jisu), self.has(self.bora)), (3, 3))
        for ticket in tickets:
            given = Event.of(ticket).get(verb="ticket.assigned", actor_kind="routing")
            decision = Decision.objects.get(item=ticket.pk)
            self.assertEqual(decision.event, given)
            self.assertEqual(decision.member, self.assignee(ticket))
        self.assertFalse(Queued.objects.exists())
