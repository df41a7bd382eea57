"""Arrivals as people paste them."""

from __future__ import annotations

from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from maru.support.planning.given import NoArrivals, read_arrivals, write_arrivals


class GivenTests(TestCase):
    def test_a_sheet_with_a_head_and_tabs(self):
        rows = ["시간 월 화 수 목 금 토 일", "9 12 10 11 9 14 3 0", "10:00 1 1 1 1 1 0 0"]
        text = "\n".join(rows).replace(" ", "\t")
        found = read_arrivals(text)
        self.assertEqual(len(found), 168)
        self.assertEqual((found[9], found[24 + 9], found[4 * 24 + 10], found[8]), (12, 10, 1, 0))

    def test_commas_spaces_semicolons_and_korean_keyboards(self):
        for text in (
            "9, 1, 2, 3, 4, 5, 6, 7",
            "9;1;2;3;4;5;6;7",
            "9시 1 2 3 4 5 6 7",
            "９，1，2，3，4，5，6，7",
        ):
            self.assertEqual(read_arrivals(text)[9 + 6 * 24], 7, text)

    def test_nothing_is_nothing(self):
        self.assertEqual(read_arrivals(" \n,,\n"), [])

    def test_what_is_wrong_is_quoted(self):
        for text in (
            "9, 1, 2, 3", "25, 1, 1, 1, 1, 1, 1, 1", "9, 1, 1, 1, 1, 1, 1, -1",
            "9, 1, 1, 1, 1, 1, 1, nan", "9, 1, 1, 1, 1, 1, 1, inf", "9, 1, 1, 1, 1, 1, 1, 1e9",
            "9, 1, 1, 1, 1, 1, 1, 1\n9, 2, 2, 2, 2, 2, 2, 2", "월요일 9시에 많음 3",
        ):  # fmt: skip
            with self.subTest(text), self.assertRaises(NoArrivals):
                read_arrivals(text)

    @given(st.lists(st.integers(0, 1000).map(float), min_size=168, max_size=168))
    def test_what_is_written_is_read_as_it_was(self, week):
        self.assertEqual(read_arrivals(write_arrivals(week)), week)

    def test_that_nothing_comes_is_not_that_nothing_is_given(self):
        self.assertEqual(read_arrivals(write_arrivals([0.0] * 168)), [0.0] * 168)
        self.assertEqual(write_arrivals([]), "")

    def test_large_and_broken_numbers_stay_what_they_are(self):
        week = [12345.678] * 168
        self.assertEqual(read_arrivals(write_arrivals(week)), week)
