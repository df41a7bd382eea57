"""How much of the time between two moments is office hours, exact to the second.

The wall clock decides: it is open while a clock on the wall of that place shows a time within
the hours. So an hour that summer time takes away is never open, and one that comes twice is
open twice. Days are worked out once a year and kept; then a question is a search in a list.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import accumulate
from typing import Protocol
from zoneinfo import ZoneInfo

import holidays

DAY = 24 * 60 * 60  # seconds
AHEAD = 3  # years that are looked through for an opening
STEP = 6 * 60 * 60  # seconds; no place changes its clocks twice within them
EPOCH_DAY = date(1970, 1, 1).toordinal()

Spans = list[tuple[int, int]]  # seconds since 1970, each up to but without its end


class WorkingTime(Protocol):
    """When somewhere is open. All moments are aware; what is less than a second is dropped."""

    def is_open_at(self, at: datetime) -> bool: ...
    def next_opening(self, at: datetime) -> datetime | None:
        """Return ``at`` itself while open; None if it does not open within years."""

    def seconds_between(self, start: datetime, end: datetime) -> int:
        """Return how many seconds it is open; 0 if ``end`` is not after ``start``."""

    def after(self, start: datetime, seconds: int) -> datetime | None:
        """Return the first moment by which it was open for ``seconds`` since ``start``.

        None if it is not within years.
        """


class AlwaysOpen:
    """The working time of whoever keeps no office hours."""

    def is_open_at(self, at: datetime) -> bool:
        return True

    def next_opening(self, at: datetime) -> datetime | None:
        return at

    def seconds_between(self, start: datetime, end: datetime) -> int:
        return max(0, second(end) - second(start))

    def after(self, start: datetime, seconds: int) -> datetime | None:
        return moment(second(start) + seconds)


@dataclass(frozen=True)
class Hours:
    """Working time as a calendar has it. Two that say the same share what was worked out.

    ``week``: the spans of each weekday from Monday, in seconds since midnight; ``closures``:
    first and last day, as ordinals; ``shut``: spans of seconds since 1970.
    """

    zone: str
    week: tuple[tuple[tuple[int, int], ...], ...]
    closures: tuple[tuple[int, int], ...] = ()
    country: str = ""
    shut: tuple[tuple[int, int], ...] = ()

    def is_open_at(self, at: datetime) -> bool:
        now = second(at)
        return self._total_until(now + 1) > self._total_until(now)

    def next_opening(self, at: datetime) -> datetime | None:
        if self.is_open_at(at):
            return at
        now = second(at)
        for year in _years_from(now):
            spans = _year(self, year).spans
            place = bisect_right(spans, (now, now))
            if place < len(spans):
                return moment(max(now, spans[place][0]))
        return None

    def seconds_between(self, start: datetime, end: datetime) -> int:
        begin, stop = second(start), second(end)
        if stop <= begin:
            return 0
        first, last = _year_of(begin), _year_of(stop)
        whole = sum(_year(self, year).total for year in range(first, last))
        return whole + self._total_until(stop) - self._total_until(begin)

    def after(self, start: datetime, seconds: int) -> datetime | None:
        begin = second(start)
        if seconds <= 0:
            return moment(begin)
        wanted = self._total_until(begin) + seconds
        for year in _years_from(begin, long=True):
            kept = _year(self, year)
            if wanted <= kept.total:
                place = bisect_right(kept.before, wanted - 1) - 1
                return moment(kept.spans[place][0] + wanted - kept.before[place])
            wanted -= kept.total
        return None

    def _total_until(self, at: int) -> int:
        """Return the open seconds from the beginning of its year to ``at``."""
        kept = _year(self, _year_of(at))
        place = bisect_right(kept.starts, at) - 1
        if place < 0:
            return 0
        start, end = kept.spans[place]
        return kept.before[place] + min(at, end) - start


@dataclass(frozen=True)
class _Year:
    spans: Spans
    starts: list[int]
    before: list[int]  # open seconds of the year before each span
    total: int


@lru_cache(maxsize=512)
def _year(hours: Hours, year: int) -> _Year:
    """Work a year out, of UTC: about a millisecond, once."""
    spans = list(_without(_joined(_spans(hours, year)), hours.shut))
    sums = list(accumulate((end - start for start, end in spans), initial=0))
    return _Year(spans, [start for start, _end in spans], sums[:-1], sums[-1])


def _spans(hours: Hours, year: int) -> Iterator[tuple[int, int]]:
    for begin, end, offset in _offsets(hours.zone, year):
        for day in range((begin + offset) // DAY, (end + offset - 1) // DAY + 1):
            for opens, closes in _hours_on(hours, day + EPOCH_DAY):
                midnight = day * DAY - offset
                span = max(begin, midnight + opens), min(end, midnight + closes)
                if span[0] < span[1]:
                    yield span


def _hours_on(hours: Hours, day: int) -> tuple[tuple[int, int], ...]:
    spans = hours.week[(day - 1) % 7]  # the ordinal 1 was a Monday
    if not spans or any(first <= day <= last for first, last in hours.closures):
        return ()
    if hours.country:
        that = date.fromordinal(day)
        if that in public_holidays(hours.country, that.year):
            return ()
    return spans


@lru_cache(maxsize=256)
def _offsets(zone: str, year: int) -> list[tuple[int, int, int]]:
    """Return the parts of a year of UTC in which clocks there stand still relative to UTC: from,
    to, and by how many seconds they are ahead."""
    at, stop = _new_year(year), _new_year(year + 1)
    place = ZoneInfo(zone)
    parts, begin, offset = [], at, _ahead(place, at)
    while at < stop:
        then = min(at + STEP, stop)
        if _ahead(place, then) != offset:
            low, high = at, then
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _ahead(place, middle) == offset else (low, middle)
            if high < stop:
                parts.append((begin, high, offset))
                begin, offset = high, _ahead(place, high)
        at = then
    return [*parts, (begin, stop, offset)]


def _ahead(place: ZoneInfo, at: int) -> int:
    offset = datetime.fromtimestamp(at, place).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join what touches: open until midnight and from midnight on is open throughout."""
    last: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if last and start <= last[1]:
            last = last[0], max(last[1], end)
            continue
        if last:
            yield last
        last = start, end
    if last:
        yield last


def _without(
    spans: Iterable[tuple[int, int]], shut: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    closed = sorted(shut)
    for start, end in spans:
        left = start
        for begin, stop in closed:
            if begin < end and left < stop:
                if left < begin:
                    yield left, begin
                left = max(left, stop)
        if left < end:
            yield left, end


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Return the public holidays of ``country`` (ISO 3166), those that stand in for one that
    fell on another day off included; none for a country that nobody knows."""
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


def _years_from(at: int, *, long: bool = False) -> range:
    first = _year_of(at)
    return range(first, min(first + AHEAD * (10 if long else 1), 9000))


def _year_of(at: int) -> int:
    return datetime.fromtimestamp(at, UTC).year


@lru_cache(maxsize=256)
def _new_year(year: int) -> int:
    return second(datetime(year, 1, 1, tzinfo=UTC))


def second(at: datetime) -> int:
    """Return the second of ``at``, since 1970."""
    return int(at.timestamp() // 1)


def moment(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
