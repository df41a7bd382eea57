"""The shifts of one day as people write them: "9-18", "22:00~06:00", and the breaks in them.

A shift that ends at an earlier time than it begins ends on the next day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from maru.staff.company.opening_hours import WIDE

DAY = 24 * 60  # minutes
MOST = 10  # shifts, or breaks, of one day
LONGEST = 200  # characters in which they are written: ten of them fit
_TIME = r"(\d{1,2})(?::(\d{2}))?\s*시?"
_RANGE = re.compile(rf"^\s*{_TIME}\s*[-~–—]\s*{_TIME}\s*$")

Span = tuple[int, int]  # minutes since the midnight with which the day begins; up to two days
Written = list[list[str]]  # [["09:00", "18:00"], ...]


class NoHours(ValueError):
    """These words are no shifts. ``code``: unreadable, impossible, empty, overlap, many, outside
    (a break in no shift) or idle (nothing but breaks)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class DayHours:
    """The shifts that begin on one day, in order, and the breaks in them."""

    shifts: tuple[Span, ...] = ()
    breaks: tuple[Span, ...] = ()

    @classmethod
    def read(cls, shifts: str, breaks: str = "") -> DayHours:
        """Return what two lines say. Raises NoHours."""
        return cls.checked(_spans(_parts(shifts)), _spans(_parts(breaks)))

    @classmethod
    def of(cls, kept: Mapping[str, Written]) -> DayHours:
        """Return what is kept as {"shifts": [["09:00", "18:00"]], "breaks": []}. Raises NoHours."""
        written = (
            [f"{begin}~{end}" for begin, end in kept.get(name) or ()]
            for name in ("shifts", "breaks")
        )
        return cls.checked(*map(_spans, written))

    @classmethod
    def checked(cls, shifts: list[Span], breaks: list[Span]) -> DayHours:
        """Return them in order, each break in its shift. Raises NoHours."""
        inside = [_in_its_shift(each, shifts) for each in breaks]
        hours = cls(tuple(_apart(shifts)), tuple(_apart(inside)))
        if hours.shifts and not hours.minutes:
            raise NoHours("idle")
        return hours

    def __bool__(self) -> bool:
        return bool(self.shifts)

    @property
    def minutes(self) -> int:
        """How long one works, without breaks, by the clock on the wall."""
        return _long(self.shifts) - _long(self.breaks)

    @property
    def ends(self) -> int:
        """When the last shift ends; 0 without one. Beyond DAY: on the next day."""
        return self.shifts[-1][1] if self.shifts else 0

    def along_with(self, other: DayHours) -> DayHours:
        """Return the shifts of both. Raises NoHours where they overlap."""
        shifts, breaks = [*self.shifts, *other.shifts], [*self.breaks, *other.breaks]
        return type(self).checked(shifts, breaks)

    @property
    def kept(self) -> dict[str, Written]:
        """As it is kept in rows, and told by the API."""
        return {"shifts": _written(self.shifts), "breaks": _written(self.breaks)}

    @property
    def shift_words(self) -> str:
        return ", ".join("~".join(each) for each in _written(self.shifts))

    @property
    def break_words(self) -> str:
        return ", ".join("~".join(each) for each in _written(self.breaks))


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[,;]", text.translate(WIDE).strip()) if part.strip()]


def _spans(parts: Iterable[str]) -> list[Span]:
    spans = [_span(part) for part in parts]
    if len(spans) > MOST:
        raise NoHours("many")
    return spans


def _span(text: str) -> Span:
    match = _RANGE.match(text)
    if not match:
        raise NoHours("unreadable")
    hours = [int(group or 0) for group in match.groups()]
    begin, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if begin >= DAY or end > DAY or max(hours[1], hours[3]) > 59:
        raise NoHours("impossible")
    if begin == end:
        raise NoHours("empty")
    return begin, end if begin < end else end + DAY


def _in_its_shift(each: Span, shifts: Iterable[Span]) -> Span:
    """Return a break where its shift is: after midnight, if the shift is still going on then."""
    for later in (0, DAY):
        moved = each[0] + later, each[1] + later
        if any(begin <= moved[0] and moved[1] <= end for begin, end in shifts):
            return moved
    raise NoHours("outside")


def _apart(spans: Iterable[Span]) -> list[Span]:
    in_order = sorted(spans)
    if any(after[0] < before[1] for before, after in pairwise(in_order)):
        raise NoHours("overlap")
    return in_order


def _long(spans: Iterable[Span]) -> int:
    return sum(end - begin for begin, end in spans)


def _written(spans: Iterable[Span]) -> Written:
    return [[_clock(begin), _clock(end, is_end=True)] for begin, end in spans]


def _clock(minute: int, *, is_end: bool = False) -> str:
    if is_end and minute == DAY:
        return "24:00"
    return f"{minute % DAY // 60:02}:{minute % 60:02}"
