"""Erlang C against exact sums, a simulation, and figures that others have published."""

from __future__ import annotations

import random
from fractions import Fraction
from heapq import heappop, heappush
from math import exp, factorial
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from maru.support.planning.erlang import (
    Goal,
    agents_needed,
    answered_within,
    erlang_b,
    erlang_c,
    rounded_up,
    servers_needed,
)

LOADS = st.fractions(min_value=Fraction(1, 10), max_value=40, max_denominator=50)


def exact_c(load: Fraction, servers: int) -> Fraction:
    """Return the share that waits, as the sums of the textbook say it."""
    if load >= servers:
        return Fraction(1)
    last = load**servers / factorial(servers) * servers / (servers - load)
    return last / (sum(load**n / Fraction(factorial(n)) for n in range(servers)) + last)


def simulated(per_hour: float, handling: float, servers: int, patience: float) -> float:
    """Return the share answered within ``patience`` seconds, of many made-up calls."""
    deal = random.Random(7)
    free = [0.0] * servers
    at = good = 0.0
    calls = 60_000
    for _n in range(calls):
        at += deal.expovariate(per_hour / 3600)
        begins = max(at, heappop(free))
        good += begins - at <= patience
        heappush(free, begins + deal.expovariate(1 / handling))
    return good / calls


class ErlangTests(TestCase):
    @given(load=LOADS, servers=st.integers(1, 60))
    def test_it_is_the_sum_of_the_textbook(self, load, servers):
        self.assertAlmostEqual(erlang_c(float(load), servers), float(exact_c(load, servers)))

    def test_published_figures(self):
        # Tables of Erlang B: 10 erlangs on 15 lines lose 3.65 %, 5 on 10 lose 1.84 %.
        self.assertAlmostEqual(erlang_b(10, 15), 0.0365, places=4)
        self.assertAlmostEqual(erlang_b(5, 10), 0.0184, places=4)
        # The example of text books of call centres: 200 calls an hour of 3 minutes, 14 agents:
        # 17.4 % wait, 88.8 % are answered within 20 seconds, and 80 % takes 14.
        self.assertAlmostEqual(erlang_c(10, 14), 0.174, places=3)
        self.assertAlmostEqual(answered_within(10, 14, 20, 180), 0.888, places=3)
        self.assertEqual(servers_needed(10, 180, Goal(0.8, 20)), 14)

    def test_one_server_is_the_queue_of_one(self):
        # M/M/1: who comes waits with the probability that it is busy.
        for load in (0.1, 0.5, 0.9):
            self.assertAlmostEqual(erlang_c(load, 1), load)
            self.assertAlmostEqual(
                answered_within(load, 1, 60, 120), 1 - load * exp(-(1 - load) / 2)
            )

    def test_a_simulation_says_the_same(self):
        for per_hour, handling, servers, patience in ((200, 180, 14, 20), (30, 600, 6, 60)):
            said = answered_within(per_hour * handling / 3600, servers, patience, handling)
            self.assertAlmostEqual(
                said, simulated(per_hour, handling, servers, patience), delta=0.02
            )

    @given(
        load=st.floats(0.01, 200), handling=st.floats(30, 1800), seconds=st.floats(0, 300),
        share=st.floats(0.5, 0.99), busy=st.floats(0.5, 1.0),
    )  # fmt: skip
    def test_it_is_the_least_that_keeps_the_goal(self, load, handling, seconds, share, busy):
        goal = Goal(share, seconds, busy)
        enough = servers_needed(load, handling, goal)

        def keeps(servers: int) -> bool:
            is_busy = load <= busy * servers and load < servers
            return is_busy and answered_within(load, servers, seconds, handling) >= share

        self.assertTrue(keeps(enough))
        self.assertFalse(keeps(enough - 1))

    @given(load=st.floats(0.1, 100), servers=st.integers(1, 120))
    def test_more_people_never_let_more_wait(self, load, servers):
        self.assertGreaterEqual(erlang_c(load, servers), erlang_c(load, servers + 1))
        self.assertTrue(0 <= erlang_c(load, servers) <= 1)

    def test_limits(self):
        goal = Goal(0.8, 20, 0.85)
        self.assertEqual(servers_needed(0, 180, goal), 0)
        self.assertEqual(agents_needed(0, 180, goal), 0)
        self.assertEqual(erlang_c(10, 10), 1)
        self.assertEqual(answered_within(10, 9, 1e9, 180), 0)
        with self.assertRaises(OverflowError):
            servers_needed(1e6, 180, goal)

    def test_of_chats_one_agent_has_several(self):
        goal = Goal(0.8, 60, 0.85)
        servers = servers_needed(30, 600, goal)
        self.assertEqual(agents_needed(180, 600, goal, at_once=3), -(-servers // 3))
        self.assertEqual(agents_needed(1, 60, goal, at_once=20), 1)

    def test_heads_are_rounded_up_but_for_a_trifle(self):
        said = [rounded_up(each) for each in (0, 0.04, 0.2, 1, 1.04, 1.2, 3.0)]
        self.assertEqual(said, [0, 0, 1, 1, 1, 2, 3])
