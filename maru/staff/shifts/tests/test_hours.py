"""Hours as people write them."""

from __future__ import annotations

from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from maru.staff.shifts.hours import DAY, DayHours, NoHours

MINUTES = st.integers(min_value=0, max_value=DAY - 1)


def wrong(shifts: str, breaks: str = "") -> str:
    try:
        DayHours.read(shifts, breaks)
    except NoHours as why:
        return why.code
    return ""


class HoursTests(TestCase):
    def test_several_shifts_and_breaks_in_order(self):
        hours = DayHours.read("14-18; 9:00~13시", "10:30-10:45, 16시~16:15")
        self.assertEqual(hours.shift_words, "09:00~13:00, 14:00~18:00")
        self.assertEqual(hours.break_words, "10:30~10:45, 16:00~16:15")
        self.assertEqual(hours.minutes, 8 * 60 - 30)

    def test_what_ends_earlier_than_it_begins_ends_on_the_next_day(self):
        hours = DayHours.read("22:00~06:00", "02:00~03:00")
        self.assertEqual(hours.shifts, ((22 * 60, 30 * 60),))
        self.assertEqual(hours.breaks, ((26 * 60, 27 * 60),))
        self.assertEqual(hours.minutes, 7 * 60)
        self.assertEqual(DayHours.of(hours.kept), hours)

    def test_midnight_is_written_both_ways(self):
        self.assertEqual(DayHours.read("18~24"), DayHours.read("18:00~00:00"))
        self.assertEqual(DayHours.read("18~24").shift_words, "18:00~24:00")

    def test_korean_keyboards_are_understood(self):
        self.assertEqual(DayHours.read("０９：００～１８：００").shift_words, "09:00~18:00")

    def test_what_is_wrong_has_its_own_word(self):
        cases = {
            ("9", ""): "unreadable", ("아침~저녁", ""): "unreadable", ("9-25", ""): "impossible",
            ("9:75-10", ""): "impossible", ("24-25", ""): "impossible", ("9-9", ""): "empty",
            ("9-12, 11-13", ""): "overlap", ("22-6, 23-24", ""): "overlap",
            ("9-18", "8-9"): "outside", ("9-12, 13-18", "11-14"): "outside",
            ("9-18", "12-13, 12:30-14"): "overlap", ("9-10", "9-10"): "idle",
            (", ".join(f"{n}-{n}:30" for n in range(11)), ""): "many",
        }  # fmt: skip
        self.assertEqual({case: wrong(*case) for case in cases}, cases)

    @given(begin=MINUTES, end=MINUTES)
    def test_what_is_kept_is_read_as_it_was(self, begin, end):
        text = f"{begin // 60}:{begin % 60:02}~{end // 60}:{end % 60:02}"
        if begin == end:
            self.assertEqual(wrong(text), "empty")
            return
        hours = DayHours.read(text)
        self.assertEqual(DayHours.of(hours.kept), hours)
        self.assertEqual(DayHours.read(hours.shift_words), hours)
        self.assertTrue(0 < hours.minutes < DAY)
