"""How much comes in each hour of a week: a profile, a level with its trend, holidays apart.

The count of an hour is what its week brings times the share that this hour of the week has:

    forecast(week, hour) = (level + slope * (d + d^2 + ... + d^ahead)) * share(hour)

- share(hour): the mean over the weeks, each hour's count held to what it usually is and three
  standard deviations of a Poisson count more, so that one outage does not bend the profile.
- level, slope: of the weekly totals, by the medians of Theil (1950) and Sen (1968), which a third
  of strange weeks does not move; the trend fades by d = 0.8 a week (Gardner and McKenzie, 1985).
- a public holiday counts neither for the profile nor for the level; what it brings is the share
  ``on_holidays`` of an ordinary such day, and as on a Sunday where none was seen.

Weeks begin on Monday; an hour is 0..167. Plain arithmetic over lists: no library is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from statistics import median

HOURS = 168
FADES = 0.8
RECENT = 12  # weeks that level and trend look at
LEAST_WEEKS = 5  # four to learn from, one to be judged by
HELD_BACK = 4  # weeks, at most, that it is judged by
SEEN_ENOUGH = 5.0  # arrivals that holidays would have brought, for a share of their own

Counts = Sequence[float]  # of each hour of a week
Free = Sequence[bool]  # whether each day of a week is a holiday


@dataclass(frozen=True)
class Week:
    """What came in one week."""

    counts: Counts
    free: Free = (False,) * 7

    def is_free(self, hour: int) -> bool:
        return self.free[hour // 24]


@dataclass(frozen=True)
class Season:
    """What was learnt of some weeks; ``ahead`` counts from the last of them."""

    shares: Counts
    level: float  # arrivals of the last week, as it would have been without chance
    slope: float  # more arrivals a week
    on_holidays: float | None  # None: none was seen

    def week(self, ahead: int, free: Free = (False,) * 7) -> list[float]:
        """Return how much comes in each hour of the week so far ahead (1: the next)."""
        whole = max(0.0, self.level + self.slope * sum(FADES**n for n in range(1, ahead + 1)))
        return [whole * self._share(hour, is_free=free[hour // 24]) for hour in range(HOURS)]

    def _share(self, hour: int, *, is_free: bool) -> float:
        if not is_free:
            return self.shares[hour]
        if self.on_holidays is None:
            return min(self.shares[hour], self.shares[6 * 24 + hour % 24])
        return self.on_holidays * self.shares[hour]


@dataclass(frozen=True)
class Judged:
    """How well it did on weeks that it had not seen: the sum of its errors over the sum of what
    came (WAPE), by hours and by days; beside it the naive one, that all is as last week."""

    weeks: int
    by_hour: float
    naive_by_hour: float
    by_day: float
    naive_by_day: float


def learn(weeks: Sequence[Week]) -> Season:
    """Return what ``weeks``, the oldest first, say. There must be one at least."""
    shares = _shares(weeks)
    levels = [level for week in weeks[-RECENT:] if (level := _level(week, shares)) is not None]
    slope = _slope(levels)
    last = len(levels) - 1
    level = median(each + slope * (last - n) for n, each in enumerate(levels)) if levels else 0.0
    return Season(shares, max(0.0, level), slope, _on_holidays(weeks, shares))


def judge(weeks: Sequence[Week]) -> Judged | None:
    """Return how well each of the last weeks is foretold by those before it; None where there are
    too few, or nothing came in them."""
    held = min(HELD_BACK, len(weeks) - LEAST_WEEKS + 1)
    if held < 1:
        return None
    errors = _Errors()
    for n in range(len(weeks) - held, len(weeks)):
        foretold = learn(weeks[:n]).week(1, weeks[n].free)
        errors.add(weeks[n].counts, foretold, weeks[n - 1].counts)
    return errors.judged(held)


class _Errors:
    def __init__(self) -> None:
        self.came = self.hour = self.naive_hour = self.day = self.naive_day = 0.0

    def add(self, came: Counts, foretold: Counts, naive: Counts) -> None:
        self.came += sum(came)
        self.hour += _off(came, foretold)
        self.naive_hour += _off(came, naive)
        self.day += _off(by_day(came), by_day(foretold))
        self.naive_day += _off(by_day(came), by_day(naive))

    def judged(self, held: int) -> Judged | None:
        if not self.came:
            return None
        sums = (self.hour, self.naive_hour, self.day, self.naive_day)
        return Judged(held, *(each / self.came for each in sums))


def by_day(counts: Counts) -> list[float]:
    """Return the sums of the seven days."""
    return [sum(counts[day * 24 : day * 24 + 24]) for day in range(7)]


def _off(came: Counts, said: Counts) -> float:
    return sum(abs(a - b) for a, b in zip(came, said, strict=True))


def _shares(weeks: Sequence[Week]) -> list[float]:
    means = [_usual(_ordinary(weeks, hour)) for hour in range(HOURS)]
    whole = sum(means)
    return [mean / whole for mean in means] if whole else [0.0] * HOURS


def _ordinary(weeks: Sequence[Week], hour: int) -> list[float]:
    """Return the counts of an hour in the weeks in which its day was no holiday."""
    return [week.counts[hour] for week in weeks if not week.is_free(hour)]


def _usual(counts: list[float]) -> float:
    """Return the mean of the counts, none of them beyond what chance does to the others."""
    if not counts:
        return 0.0
    others = sorted(counts)[: -max(1, len(counts) // 10)] or counts
    usual = sum(others) / len(others)
    most = usual + 3 * sqrt(usual + 1)
    return sum(min(each, most) for each in counts) / len(counts)


def _level(week: Week, shares: Counts) -> float | None:
    """Return what an ordinary week with such days would have brought; None of a week that was
    nothing but holidays."""
    seen = [hour for hour in range(HOURS) if not week.is_free(hour)]
    share = sum(shares[hour] for hour in seen)
    return sum(week.counts[hour] for hour in seen) / share if share else None


def _slope(levels: Sequence[float]) -> float:
    """Return the median of the slopes of all pairs (Theil and Sen)."""
    pairs = combinations(enumerate(levels), 2)
    slopes = [(after - before) / (m - n) for (n, before), (m, after) in pairs]
    return median(slopes) if slopes else 0.0


def _on_holidays(weeks: Sequence[Week], shares: Counts) -> float | None:
    came = expected = 0.0
    for week in weeks:
        level = _level(week, shares)
        if level is None or not any(week.free):
            continue
        hours = [hour for hour in range(HOURS) if week.is_free(hour)]
        came += sum(week.counts[hour] for hour in hours)
        expected += level * sum(shares[hour] for hour in hours)
    return came / expected if expected >= SEEN_ENOUGH else None
