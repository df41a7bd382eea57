"""Weeks that somebody made up, of which the truth is known."""

from __future__ import annotations

import random
from math import exp

from maru.support.planning.seasonal import HOURS, Week

OPEN = range(9, 19)


def truth(level: float = 300.0) -> list[float]:
    """Return what comes on the average: more on Mondays, most at 10, nothing at night."""
    shape = [
        (1.5 if day == 0 else 0.2 if day > 4 else 1.0) * (1.6 if hour == 10 else 1.0)
        if hour in OPEN
        else 0.02
        for day in range(7)
        for hour in range(24)
    ]
    whole = sum(shape)
    return [level * each / whole for each in shape]


def poisson(mean: float, deal: random.Random) -> int:
    """Return a count (Knuth)."""
    limit, n, product = exp(-mean), 0, deal.random()
    while product > limit:
        n += 1
        product *= deal.random()
    return n


def weeks(
    many: int, *, level: float = 300.0, slope: float = 0.0, seed: int = 3,
    free: dict[int, int] | None = None,
) -> list[Week]:  # fmt: skip
    """Return ``many`` weeks by chance; ``free``: week -> its holiday, which brings a fifth."""
    deal = random.Random(seed)
    made = []
    for n in range(many):
        day_off = (free or {}).get(n)
        means = truth(level + slope * n)
        counts = [
            float(poisson(means[hour] * (0.2 if hour // 24 == day_off else 1.0), deal))
            for hour in range(HOURS)
        ]
        made.append(Week(counts, [day == day_off for day in range(7)]))
    return made
