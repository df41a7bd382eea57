from __future__ import annotations

from typing import Any

from maru.kit.conditions import Asking
from maru.support.savedviews.counting import (
    LONGEST,
    QUIET,
    SHARE,
    SLOW,
    Counts,
    asks_who_looks,
    passes_by_the_clock,
    readers_of,
)
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.vocabulary import TICKETS


class Clock:
    """A clock that stands until it is put on; ``per_count`` seconds pass with each count."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class CountTests(SupportTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.counts = Counts(self.clock)
        self.takes = 0.001

    def rows(self) -> Any:
        self.clock.now += self.takes
        return Ticket.objects.all()

    def count(self, seen: int, **how: bool) -> int:
        return self.counts.count("view", self.rows, seen=seen, **how)

    def more(self) -> None:
        Ticket.objects.create(brand=self.onnuri, subject="x")

    def test_it_is_counted_again_as_soon_as_something_happened(self) -> None:
        self.assertEqual(self.count(seen=7), 1)
        self.more()
        self.assertEqual(self.count(seen=8), 2)

    def test_while_nothing_happens_it_stands_without_a_query(self) -> None:
        self.count(seen=7)
        self.more()  # as if by something that leaves no event
        with self.assertNumQueries(0):
            self.assertEqual(self.count(seen=7), 1)
        self.clock.now += QUIET
        self.assertEqual(self.count(seen=7), 2)

    def test_without_knowing_what_happened_it_is_counted(self) -> None:
        self.count(seen=0)
        self.more()
        self.assertEqual(self.count(seen=0), 2)

    def test_what_passes_by_the_clock_stands_for_seconds_alone(self) -> None:
        self.count(seen=7, by_clock=True)
        self.more()
        self.assertEqual(self.count(seen=7, by_clock=True), 1)
        self.clock.now += LONGEST
        self.assertEqual(self.count(seen=7, by_clock=True), 2)

    def test_a_slow_count_takes_a_twentieth_of_the_time_and_is_never_far_behind(self) -> None:
        self.takes = 2 * SLOW
        self.count(seen=7)
        self.more()
        self.assertEqual(self.count(seen=8), 1)
        self.clock.now += SHARE * self.takes
        self.assertEqual(self.count(seen=8), 2)
        self.takes = 60.0
        self.clock.now += LONGEST
        self.count(seen=9)
        self.more()
        self.clock.now += LONGEST
        self.assertEqual(self.count(seen=10), 3)

    def test_each_key_has_its_own(self) -> None:
        none = self.counts.count("other", Ticket.objects.none, seen=7)
        self.assertEqual((none, self.count(seen=7)), (0, 1))


class ReaderTests(SupportTestCase):
    def test_who_sees_the_same_shares_a_count(self) -> None:
        twin = self.member("twin", "쌍둥이", "agent")
        mine = readers_of(self.jisu, as_me=False)
        self.assertEqual(mine, readers_of(twin, as_me=False))
        self.assertNotEqual(mine, readers_of(self.eve, as_me=False))
        self.assertNotEqual(readers_of(self.jisu, as_me=True), readers_of(twin, as_me=True))
        twin.teams.add(self.secret_team)
        twin = type(twin).objects.get(pk=twin.pk)
        self.assertNotEqual(mine, readers_of(twin, as_me=False))

    def test_colleagues_see_what_they_were_asked_about_each(self) -> None:
        other = self.member("cole2", "둘째", "colleague")
        self.assertNotEqual(readers_of(self.cole, as_me=False), readers_of(other, as_me=False))

    def test_what_a_count_depends_on_is_read_from_the_conditions(self) -> None:
        mine = {"not": {"any": [{"field": "assignee", "op": "in", "value": [3, "me"]}]}}
        late = {"all": [{"field": "created", "op": "older_than", "value": 60}]}
        plain = {"field": "subject", "op": "contains", "value": "me"}
        read = [TICKETS.read(data) for data in (mine, late)]
        self.assertEqual([asks_who_looks(c) for c in read], [True, False])
        self.assertEqual([passes_by_the_clock(c) for c in read], [False, True])
        self.assertFalse(passes_by_the_clock(TICKETS.read(plain)))
        self.assertTrue(TICKETS.query(TICKETS.read(plain), Asking()))
