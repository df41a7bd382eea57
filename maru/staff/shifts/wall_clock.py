"""From times on a wall to moments, where clocks are put forward and back, too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from maru.staff.shifts.hours import DAY, Span

Spans = list[tuple[int, int]]  # seconds since 1970, each up to but without its end, in order


@lru_cache(maxsize=20_000)
def second_of(day: date, minute: int, zone: str) -> int:
    """Return the second since 1970 at which a clock there shows ``minute`` of ``day``.

    A time that comes twice is meant the first time; one that summer time leaves out is the moment
    at which clocks are put forward.
    """
    place = ZoneInfo(zone)
    at = datetime.combine(
        day + timedelta(days=minute // DAY), time(minute % DAY // 60, minute % 60), place
    )
    shown = int(at.timestamp())
    if _minute(shown, place) == (at.hour, at.minute):
        return shown
    low, high = int(at.replace(fold=1).timestamp()), shown  # before it, and after it
    offset = _offset(low, place)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(middle, place) == offset else (low, middle)
    return high


def spans_on(day: date, spans: Iterable[Span], zone: str) -> Spans:
    """Return when they are; one that lies in an hour left out is nothing."""
    found = [(second_of(day, a, zone), second_of(day, b, zone)) for a, b in spans]
    return [(begin, end) for begin, end in found if begin < end]


def without(spans: Iterable[tuple[int, int]], gone: Iterable[tuple[int, int]]) -> Spans:
    """Return ``spans`` less what of them lies in ``gone``; all in order and apart."""
    left = list(spans)
    for start, end in gone:
        left = [
            part
            for a, b in left
            for part in ((a, min(b, start)), (max(a, end), b))
            if part[0] < part[1]
        ]
    return left


def within(spans: Iterable[tuple[int, int]], begin: int, end: int) -> Spans:
    """Return what of them lies between two moments."""
    return [(max(a, begin), min(b, end)) for a, b in spans if a < end and b > begin]


def total(spans: Iterable[tuple[int, int]]) -> int:
    return sum(end - begin for begin, end in spans)


def middle_of(spans: Spans) -> int:
    """Return the moment by which half of them is over. There must be some."""
    left = total(spans) / 2
    for begin, end in spans:
        if left <= end - begin:
            return begin + int(left)
        left -= end - begin
    return spans[-1][1]


def _minute(at: int, place: ZoneInfo) -> tuple[int, int]:
    shown = datetime.fromtimestamp(at, place)
    return shown.hour, shown.minute


def _offset(at: int, place: ZoneInfo) -> timedelta | None:
    return datetime.fromtimestamp(at, place).utcoffset()
