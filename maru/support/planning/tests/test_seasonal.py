"""The forecast finds what is there, is not bent by a bad day, and is honest about itself."""

from __future__ import annotations

from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from maru.support.planning.seasonal import HOURS, Week, by_day, judge, learn
from maru.support.planning.tests.made_up import truth, weeks


def off(said: list[float], true: list[float]) -> float:
    return sum(abs(a - b) for a, b in zip(said, true, strict=True)) / sum(true)


class LearningTests(TestCase):
    def test_what_is_the_same_each_week_is_foretold(self):
        same = [Week(truth())] * 6
        self.assertLess(off(learn(same).week(1), truth()), 1e-9)

    def test_of_chance_it_finds_the_truth(self):
        self.assertLess(off(learn(weeks(16)).week(1), truth()), 0.15)

    def test_a_trend_goes_on_and_fades(self):
        season = learn(weeks(12, slope=20.0))
        self.assertAlmostEqual(season.slope, 20, delta=8)
        near, far = (sum(season.week(ahead)) for ahead in (1, 20))
        self.assertAlmostEqual(near, 300 + 20 * 11 + 16, delta=45)
        self.assertGreater(far, near)
        self.assertLess(far, near + 5 * season.slope)

    def test_one_outage_bends_neither_profile_nor_level(self):
        usual = weeks(12)
        bad = list(usual[5].counts)
        bad[2 * 24 + 11] += 900
        bent = [*usual[:5], Week(bad), *usual[6:]]
        self.assertLess(off(learn(bent).week(1), learn(usual).week(1)), 0.08)

    def test_a_holiday_counts_for_itself_alone(self):
        season = learn(weeks(12, free={3: 1, 8: 3}))
        self.assertAlmostEqual(season.on_holidays or 0, 0.2, delta=0.12)
        self.assertLess(off(season.week(1), truth()), 0.18)
        free = [day == 2 for day in range(7)]
        days, usual = by_day(season.week(1, free)), by_day(season.week(1))
        self.assertLess(days[2], 0.4 * usual[2])
        self.assertEqual([days[n] for n in (0, 1, 3, 4, 5, 6)],
                         [usual[n] for n in (0, 1, 3, 4, 5, 6)])  # fmt: skip

    def test_a_holiday_that_was_never_seen_is_a_sunday(self):
        season = learn(weeks(8))
        self.assertIsNone(season.on_holidays)
        days = by_day(season.week(1, [True, *[False] * 6]))
        self.assertLessEqual(days[0], days[6] + 1e-9)

    def test_nothing_is_nothing(self):
        season = learn([Week([0.0] * HOURS)] * 6)
        self.assertEqual(season.week(1), [0.0] * HOURS)
        self.assertIsNone(judge([Week([0.0] * HOURS)] * 6))

    @settings(max_examples=40)
    @given(
        st.lists(
            st.builds(
                Week,
                st.lists(st.integers(0, 50).map(float), min_size=HOURS, max_size=HOURS),
                st.lists(st.booleans(), min_size=7, max_size=7),
            ),
            min_size=1, max_size=6,
        ),
        st.integers(0, 30),
    )  # fmt: skip
    def test_whatever_came_it_is_never_less_than_nothing(self, past, ahead):
        foretold = learn(past).week(ahead)
        self.assertEqual(len(foretold), HOURS)
        self.assertTrue(all(each >= 0 for each in foretold))


class JudgingTests(TestCase):
    def test_it_is_nearer_than_last_week(self):
        for seed in range(5):
            found = judge(weeks(12, seed=seed))
            assert found is not None
            self.assertEqual(found.weeks, 4)
            self.assertLess(found.by_hour, found.naive_by_hour)
            self.assertLess(found.by_day, found.by_hour)

    def test_it_is_judged_by_weeks_that_it_has_not_seen(self):
        usual = weeks(8)
        strange = [*usual[:-1], Week([9.0] * HOURS)]
        found, before = judge(strange), judge(usual)
        assert found and before  # noqa: PT018 - for the type checker
        self.assertGreater(found.by_hour, 1.3 * before.by_hour)

    def test_too_few_weeks_judge_nothing(self):
        self.assertIsNone(judge(weeks(4)))
        self.assertEqual(getattr(judge(weeks(5)), "weeks", 0), 1)

    def test_the_error_is_what_it_is_called(self):
        # Last week all came at 10, this week at 11: the naive one is wrong by all of it, twice.
        one, other = [0.0] * HOURS, [0.0] * HOURS
        one[10], other[11] = 10.0, 10.0
        found = judge([Week(one)] * 4 + [Week(other)])
        assert found is not None
        self.assertAlmostEqual(found.naive_by_hour, 2.0)
        self.assertAlmostEqual(found.naive_by_day, 0.0)
