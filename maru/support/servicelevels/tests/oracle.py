"""The slow, plain way to tell how a promise stands: second by second, as if one sat beside it.

It knows nothing of how clocks are worked out: it has counters, and looks at the wall.
"""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from maru.staff.company.calendar import WEEKDAYS, Calendar
from maru.support.servicelevels.targets import Target

DONE = {"solved", "closed"}


@dataclass
class Counter:
    """How one promise stood at the end."""

    used: int = 0
    due: int | None = None
    waits: bool = False
    met: bool = False
    started: bool = False

    def begin(self) -> None:
        self.used, self.due, self.waits, self.met, self.started = 0, None, True, False, True

    def end(self) -> None:
        self.waits, self.met = False, True


@dataclass
class Sitting:
    """Whoever sits beside the ticket and counts."""

    goals: dict[str, int]
    pauses: Iterable[str]
    status: str = "new"
    is_spam: bool = False
    is_merged: bool = False
    answered: bool = False
    spoken: bool = False
    clocks: dict[str, Counter] = field(
        default_factory=lambda: {t: Counter() for t in Target.values}
    )

    def open(self) -> None:
        self.clocks[Target.RESOLVE].begin()

    def customer(self) -> None:
        if not self.spoken:
            self.clocks[Target.FIRST_REPLY].begin()
        next_reply = self.clocks[Target.NEXT_REPLY]
        if self.answered and not next_reply.waits:
            next_reply.begin()
        self.spoken = True

    def agent(self) -> None:
        for target in (Target.FIRST_REPLY, Target.NEXT_REPLY):
            if self.clocks[target].waits:
                self.clocks[target].end()
        self.clocks[Target.UPDATE].begin()
        self.answered = self.spoken = True

    def happen(self, what: str, value: Any) -> None:
        match what:
            case "customer":
                self.customer()
            case "agent":
                self.agent()
            case "status":
                self.status = value
            case "spam":
                self.is_spam = value
            case "merged":
                self.is_merged = True
            case "unmerged":
                self.is_merged, self.status = False, value

    def second(self, at: int, is_open: bool) -> None:
        stands = self.status in DONE or self.status in self.pauses
        if not is_open or stands or self.is_spam or self.is_merged:
            return
        for target, clock in self.clocks.items():
            if clock.waits:
                clock.used += 1
                if clock.used == self.goals[target]:
                    clock.due = at + 1


def sit(
    happened: Sequence[tuple[int, str, Any]],
    goals: dict[str, int],
    pauses: Iterable[str],
    is_open: bytes,
    begin: int,
    end: int,
    opened: int,
) -> Sitting:
    """Sit from ``opened`` to ``end``; ``is_open`` has a byte for each second from ``begin`` on."""
    sitting = Sitting(goals, pauses)
    left = list(happened)
    for at in range(opened, end):
        if at == opened:
            sitting.open()
        while left and left[0][0] <= at:
            _at, what, value = left.pop(0)
            sitting.happen(what, value)
        sitting.second(at, bool(is_open[at - begin]))
    for _at, what, value in left:  # at the very end
        sitting.happen(what, value)
    return sitting


@lru_cache(maxsize=64)
def _wall(zone: str, hours: str, days_off: str, country: str, begin: int, end: int) -> bytes:
    place = ZoneInfo(zone)
    week = literal_eval(hours)
    calendar = Calendar(days_off=literal_eval(days_off), country=country)
    flags = bytearray()
    for at in range(begin, end, 60):  # hours are said to the minute, and so are clocks changed
        wall = datetime.fromtimestamp(at, UTC).astimezone(place)
        minute = wall.hour * 60 + wall.minute
        spans = week.get(WEEKDAYS[wall.weekday()], [])
        is_open = any(_minute(a) <= minute < _minute(b) for a, b in spans)
        flags += bytes([is_open and not calendar.is_day_off(wall.date())]) * 60
    return bytes(flags)


def open_seconds(calendar: Calendar, begin: int, end: int) -> bytes:
    """Return a byte for each second: whether the wall clock of ``calendar`` says it is open."""
    flags = bytearray(
        _wall(calendar.time_zone, repr(calendar.hours), repr(calendar.days_off),
              calendar.country, begin, end)
    )  # fmt: skip
    for start, stop in calendar.shut:
        for at in range(max(start, begin), min(stop, end)):
            flags[at - begin] = False
    return bytes(flags)


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
