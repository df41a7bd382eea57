"""Where clocks are put forward and back, a shift is what the clock on the wall says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from unittest import TestCase
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from maru.staff.shifts.wall_clock import middle_of, second_of, spans_on, total, within, without

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
SPRING, AUTUMN = date(2026, 3, 28), date(2026, 10, 24)  # the nights before clocks are changed
HOUR = 3600


def at(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp())  # type: ignore[misc]


class WallClockTests(TestCase):
    def test_a_night_in_spring_is_an_hour_shorter_and_one_in_autumn_longer(self):
        night = [(22 * 60, 30 * 60)]
        self.assertEqual(total(spans_on(SPRING, night, BERLIN)), 7 * HOUR)
        self.assertEqual(total(spans_on(AUTUMN, night, BERLIN)), 9 * HOUR)
        self.assertEqual(total(spans_on(date(2026, 6, 1), night, BERLIN)), 8 * HOUR)

    def test_a_time_that_is_left_out_is_the_moment_of_the_change(self):
        day = date(2026, 3, 29)  # from 2:00 to 3:00 at 1:00 UTC
        self.assertEqual(second_of(day, 2 * 60 + 30, BERLIN), at(2026, 3, 29, 1))
        self.assertEqual(second_of(day, 3 * 60, BERLIN), at(2026, 3, 29, 1))
        self.assertEqual(spans_on(day, [(2 * 60, 2 * 60 + 45)], BERLIN), [])
        self.assertEqual(total(spans_on(day, [(90, 150)], BERLIN)), HOUR // 2)

    def test_a_time_that_comes_twice_is_the_first(self):
        self.assertEqual(second_of(date(2026, 10, 25), 150, BERLIN), at(2026, 10, 25, 0, 30))
        self.assertEqual(second_of(date(2026, 11, 1), 90, NEW_YORK), at(2026, 11, 1, 5, 30))

    @given(
        day=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
        minute=st.integers(0, 2 * 24 * 60),
        zone=st.sampled_from(["Asia/Seoul", BERLIN, NEW_YORK, "Australia/Lord_Howe", "UTC"]),
    )
    def test_a_later_time_on_the_wall_is_never_an_earlier_moment(self, day, minute, zone):
        here = second_of(day, minute, zone)
        self.assertLessEqual(here, second_of(day, minute + 1, zone))
        shown = datetime.fromtimestamp(here, ZoneInfo(zone))
        said = minute % (24 * 60)
        # It shows that time, or a later one that stands for what was left out.
        self.assertGreaterEqual(shown.hour * 60 + shown.minute - said, 0)
        self.assertLessEqual(shown.hour * 60 + shown.minute - said, 60)

    def test_spans_without_and_within_others(self):
        self.assertEqual(without([(0, 10), (20, 30)], [(5, 25)]), [(0, 5), (25, 30)])
        self.assertEqual(within([(0, 10), (20, 30)], 5, 20), [(5, 10)])
        self.assertEqual(middle_of([(0, 10), (20, 30)]), 10)
        self.assertEqual(middle_of([(0, 4), (20, 30)]), 23)
