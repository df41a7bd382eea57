"""Tickets are worked on while it is open: all of them, once."""

from __future__ import annotations

from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from maru.support.planning.spreading import spread


class SpreadingTests(TestCase):
    def test_what_comes_at_night_is_done_in_the_morning(self):
        is_open = [0.0, 0.0, 1.0, 1.0, 1.0, 0.0]
        self.assertEqual(spread([4.0, 0, 0, 0, 0, 0], is_open, 2), [0, 0, 2.0, 2.0, 0, 0])

    def test_half_an_hour_that_is_open_does_half_as_much(self):
        self.assertEqual(spread([3.0, 0, 0], [0.5, 1.0, 1.0], 1.5), [1.0, 2.0, 0])

    def test_what_is_left_at_the_end_is_done_in_the_last_open_hour(self):
        self.assertEqual(spread([0, 0, 4.0], [1.0, 1.0, 1.0], 2), [0, 0, 4.0])
        self.assertEqual(spread([4.0, 0, 0], [0, 0, 0], 2), [4.0, 0, 0])

    @given(
        st.lists(
            st.tuples(st.floats(0, 100), st.sampled_from([0.0, 0.5, 1.0])), min_size=1, max_size=60
        ),
        st.floats(1, 20),
    )
    def test_all_is_done_and_nothing_twice_nor_before_it_comes(self, hours, within):
        work, is_open = [each[0] for each in hours], [each[1] for each in hours]
        done = spread(work, is_open, within)
        self.assertAlmostEqual(sum(done), sum(work), delta=1e-6 * (1 + sum(work)))
        came = finished = 0.0
        for hour, much in enumerate(work):
            came += much
            finished += done[hour]
            self.assertLessEqual(finished, came + 1e-6 * (1 + came))
