"""Milliseconds of many calls, as the middle one and the slow ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import quantiles

WARMING = 3


@dataclass(frozen=True)
class Times:
    """Milliseconds: of the middle call, and what 5 and 1 in a hundred exceed."""

    p50: float
    p95: float
    p99: float


def times(call: Callable[[int], object], count: int) -> Times:
    """Call with 0, 1, 2, ... and return what it took; the first few times do not count."""
    for number in range(WARMING):
        call(number)
    taken = []
    for number in range(count):
        began = time.perf_counter()
        call(number)
        taken.append((time.perf_counter() - began) * 1000)
    return of(taken)


def of(taken: Sequence[float]) -> Times:
    cuts = quantiles(taken, n=100, method="inclusive")
    return Times(round(cuts[49], 3), round(cuts[94], 3), round(cuts[98], 3))
