"""What is strange about a planned week, in words: told, never forbidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from maru.kit.ui.times import dated, lasting
from maru.staff.shifts.planned_day import Because, PlannedDay
from maru.staff.shifts.roster import Roster
from maru.staff.shifts.wall_clock import total

# The Korean Labor Standards Act, articles 50 and 53: 40 hours and at most 12 of overtime.
LEGAL_WEEK = 52 * 60 * 60  # seconds, without breaks
KOREAN = "Asia/Seoul"


@dataclass(frozen=True)
class Warned:
    """``code``: overlap, away or long. ``day`` is the date that it is about, None for the week."""

    code: str
    words: str
    day: date | None = None


def warnings_of(roster: Roster, member: int) -> list[Warned]:
    """Return what is strange about ``member`` in the days of ``roster``. No query."""
    days = roster.of(member)
    after = roster.on(member, roster.last + timedelta(days=1))
    return [*_overlaps([*days, after]), *_on_absences(days), *_too_long(days)]


def warnings_around(member: int, first: date, last: date) -> list[Warned]:
    """Return what is strange about the weeks that hold these days. Three or four queries."""
    monday = first - timedelta(days=first.weekday())
    sunday = last + timedelta(days=6 - last.weekday())
    return warnings_of(Roster([member], monday - timedelta(days=1), sunday), member)


def _overlaps(days: list[PlannedDay]) -> Iterator[Warned]:
    """A night shift that goes on while the next day's has begun."""
    for before, day in pairwise(days):
        if before.on_shift and day.on_shift and before.on_shift[-1][1] > day.on_shift[0][0]:
            words = _("The shift of %(day)s goes on when the next one begins.") % {
                "day": dated(before.day)
            }
            yield Warned("overlap", words, before.day)


def _on_absences(days: list[PlannedDay]) -> Iterator[Warned]:
    """Somebody was given a shift of their own for a date on which they are absent."""
    for day in days:
        if day.is_away and day.on_shift and day.because not in (Because.PATTERN, Because.HOLIDAY):
            words = _("%(day)s has a shift of its own, and they are absent.") % {
                "day": dated(day.day)
            }
            yield Warned("away", words, day.day)


def _too_long(days: list[PlannedDay]) -> Iterator[Warned]:
    """More than the law of Korea lets somebody work in a week; for each whole week from Monday."""
    for monday in (n for n, day in enumerate(days) if day.day.weekday() == 0):
        week = days[monday : monday + 7]
        worked = sum(total(day.there) for day in week)
        if len(week) == 7 and worked > LEGAL_WEEK and week[0].zone == KOREAN:
            words = _("%(hours)s in the week of %(day)s: more than the 52 hours of the law.") % {
                "hours": lasting(worked), "day": dated(week[0].day),
            }  # fmt: skip
            yield Warned("long", words)
