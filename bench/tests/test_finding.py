import unittest

from bench.finding.timing import WARMING, of, times
from bench.measures.find import _rows


class TimingTests(unittest.TestCase):
    def test_the_middle_and_the_slow_ones_are_told_apart(self):
        taken = of([1.0] * 94 + [50.0] * 4 + [900.0] * 2)
        self.assertEqual(taken.p50, 1.0)
        self.assertGreater(taken.p95, 40)
        self.assertGreater(taken.p99, 800)

    def test_the_first_calls_do_not_count(self):
        calls: list[int] = []
        times(calls.append, 5)
        self.assertEqual(len(calls), WARMING + 5)


class RowTests(unittest.TestCase):
    def test_a_list_holds_by_its_ratio_and_a_search_by_its_slow_ones(self):
        page = {"p50": 60.0, "p95": 80.0, "p99": 90.0, "sql": 10.0, "template": 30.0, "queries": 9}
        rows = {row.measure: row for row in _rows({"list_first": page, "search_ko": page}, "")}
        self.assertIs(rows["list_first"].holds, True)
        self.assertIsNone(rows["search_ko"].holds)
        self.assertIs(rows["search_ko_p95"].holds, False)
