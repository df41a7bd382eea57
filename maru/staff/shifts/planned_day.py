"""What is planned of one member on one date. Plain values: no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from maru.staff.shifts.absence import Absence, AbsencePart
from maru.staff.shifts.hours import DAY, DayHours
from maru.staff.shifts.wall_clock import (
    Spans,
    middle_of,
    second_of,
    spans_on,
    total,
    within,
    without,
)

NOON = DAY // 2
NO_HOURS = DayHours()


class Because(StrEnum):
    """Where the hours of a date come from."""

    NOTHING = "nothing"  # nothing is planned of them: they are there as they say themselves
    PATTERN = "pattern"
    HOLIDAY = "holiday"  # free, as their calendar says
    OFF = "off"
    CHANGED = "changed"
    EXTRA = "extra"
    SWAP = "swap"


class Attendance(StrEnum):
    """What somebody should be at a moment, as it is planned."""

    UNPLANNED = "unplanned"
    ON = "on"
    BREAK = "break"
    OFF = "off"
    LEAVE = "leave"


@dataclass(frozen=True)
class PlannedDay:
    """The shifts that begin on ``day`` by the clocks of ``zone``, and the absences that lie there.

    A night shift belongs to the day on which it begins, and so does what lies over it.
    """

    member: int
    day: date
    zone: str
    hours: DayHours = NO_HOURS
    because: Because = Because.NOTHING
    absences: tuple[Absence, ...] = ()
    note: str = ""
    partner: int | None = None

    @property
    def is_planned(self) -> bool:
        return self.because != Because.NOTHING

    @property
    def is_away(self) -> bool:
        """Return whether they are absent all day: by one absence, or by two halves."""
        parts = {absence.part for absence in self.absences}
        return AbsencePart.WHOLE in parts or len(parts) > 1

    @property
    def absent_part(self) -> str:
        """Return "whole", "morning", "afternoon", or "" where they are not absent."""
        if self.is_away:
            return AbsencePart.WHOLE.value
        return str(self.absences[0].part) if self.absences else ""

    @cached_property
    def on_shift(self) -> Spans:
        """When their shifts are, breaks and absences included."""
        return spans_on(self.day, self.hours.shifts, self.zone)

    @cached_property
    def on_break(self) -> Spans:
        return spans_on(self.day, self.hours.breaks, self.zone)

    @cached_property
    def absent(self) -> Spans:
        """Which of their shifts they are not there for; of half a day, half of the time that they
        would work. Who has no shifts that day is absent from or until noon."""
        part = self.absent_part
        if not part:
            return []
        begin, noon, end = (second_of(self.day, at, self.zone) for at in (0, NOON, DAY))
        if part == AbsencePart.WHOLE:
            return self.on_shift or [(begin, end)]
        if not self.on_shift:
            return [(begin, noon) if part == AbsencePart.MORNING else (noon, end)]
        first, last = self.on_shift[0][0], self.on_shift[-1][1]
        middle = middle_of(without(self.on_shift, self.on_break))
        is_first = part == AbsencePart.MORNING
        return within(self.on_shift, *((first, middle) if is_first else (middle, last)))

    @cached_property
    def there(self) -> Spans:
        """When they work: their shifts without breaks and absences."""
        return without(without(self.on_shift, self.on_break), self.absent)

    @property
    def seconds(self) -> int:
        """How long they work."""
        return total(self.there)

    @property
    def lost(self) -> int:
        """How many seconds of work an absence takes."""
        return total(without(self.on_shift, self.on_break)) - self.seconds

    def attendance_at(self, second: int) -> Attendance:
        """Return what they should be in a shift that begins on this day; UNPLANNED in none."""
        if not _holds(self.on_shift, second):
            return Attendance.UNPLANNED
        if _holds(self.absent, second):
            return Attendance.LEAVE
        return Attendance.BREAK if _holds(self.on_break, second) else Attendance.ON


def _holds(spans: Spans, second: int) -> bool:
    return any(begin <= second < end for begin, end in spans)
