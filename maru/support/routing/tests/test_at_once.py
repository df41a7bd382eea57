"""Several workers, and people who take by hand: one ticket goes to one, nobody above what fits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.db.models import Count

from maru.staff.journal.models import Event
from maru.support.routing.models import Decision, Queued
from maru.support.routing.sweeping import route
from maru.support.routing.tests.cast import RoutingCast
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import LiveSupportTestCase

WORKERS = 4
PATIENCE = 120  # seconds


class AtOnceTests(RoutingCast, LiveSupportTestCase):
    def all_at_once(self, *works: Callable[[], object]) -> None:
        begin = Barrier(len(works))

        def run(work: Callable[[], object]) -> None:
            try:
                begin.wait(PATIENCE)
                work()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(works)) as pool:
            for each in [pool.submit(run, work) for work in works]:
                each.result(PATIENCE)

    def assert_each_went_once(self, capacity: int) -> None:
        given = Event.objects.filter(verb="ticket.assigned", actor_kind="routing")
        doubled = given.values("subject_id").annotate(n=Count("pk")).filter(n__gt=1)
        self.assertEqual(list(doubled), [])
        self.assertEqual(given.count(), Decision.objects.count())
        for each in (self.jisu, self.bora):
            self.assertLessEqual(self.has(each), capacity)

    def test_four_workers_give_each_ticket_once_and_nobody_too_much(self):
        self.set_rule(capacity=7)
        self.open(19)  # and the one that is there
        self.all_at_once(*[route] * WORKERS)
        self.assert_each_went_once(7)
        self.assertEqual((self.has(self.jisu), self.has(self.bora)), (7, 7))
        route()  # who looked before another gave has put what is gone back into the queue
        self.assertEqual(Queued.objects.count(), 6)

    def test_what_somebody_takes_by_hand_meanwhile_is_theirs(self):
        self.set_rule(capacity=50)
        tickets = [self.ticket, *self.open(11)]

        def take() -> None:
            for ticket in reversed(tickets):
                ticket.assign(self.minho, by=self.minho)

        self.all_at_once(take, *[route] * (WORKERS - 1))
        self.assert_each_went_once(50)
        # By hand one takes whatever one likes: none is left to the routing.
        self.assertEqual(Ticket.objects.filter(assignee=self.minho).count(), 12)
        given = {d.item for d in Decision.objects.all()}
        for ticket in tickets:
            verbs = Event.of(ticket).filter(verb="ticket.assigned").values_list("actor_kind")
            kinds = [kind for (kind,) in verbs]
            self.assertEqual(kinds, ["routing", "member"] if ticket.pk in given else ["member"])
