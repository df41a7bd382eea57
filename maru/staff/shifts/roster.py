"""What is planned of some members on some days, asked for at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import timezone

from maru.staff.company.calendar import WEEKDAYS
from maru.staff.company.models import Calendar, Company
from maru.staff.shifts.hours import DayHours, NoHours
from maru.staff.shifts.models import Absence, ShiftDay, ShiftPattern
from maru.staff.shifts.planned_day import Attendance, Because, PlannedDay
from maru.staff.shifts.shift_day import DayKind
from maru.staff.shifts.wall_clock import Spans, within

ONE = timedelta(days=1)
# A night shift began the day before, and clocks elsewhere are up to a day apart from UTC.
AROUND = 3 * ONE
ELSE_ZONE = "Asia/Seoul"
REASONS = {
    DayKind.OFF: Because.OFF, DayKind.CHANGED: Because.CHANGED, DayKind.EXTRA: Because.EXTRA,
    DayKind.SWAP: Because.SWAP,
}  # fmt: skip


class Roster:
    """The plans of ``members`` from ``first`` to ``last``, and of some days before and after.

    Three queries, and one for the time zone of the company where somebody has no calendar.
    """

    def __init__(self, members: Collection[int], first: date, last: date) -> None:
        self.first, self.last = first, last
        around = first - AROUND, last + AROUND
        self._patterns = defaultdict[int, list[ShiftPattern]](list)
        for pattern in (
            ShiftPattern.objects.filter(member__in=members, begins_on__lte=around[1])
            .select_related("calendar")
            .order_by("-begins_on")
        ):
            self._patterns[pattern.member_id].append(pattern)
        days = ShiftDay.objects.filter(member__in=members, day__range=around)
        self._days = {(row.member_id, row.day): row for row in days}
        self._absences = defaultdict[int, list[Absence]](list)
        for absence in Absence.objects.filter(member__in=members).between(*around):
            self._absences[absence.member_id].append(absence)
        self._known = {*self._patterns, *self._absences, *(pk for pk, _day in self._days)}
        self._free: dict[tuple[int, date], bool] = {}
        self._made: dict[tuple[int, date], PlannedDay] = {}

    @property
    def days(self) -> list[date]:
        return [self.first + n * ONE for n in range((self.last - self.first).days + 1)]

    @cached_property
    def zone(self) -> str:
        return company_zone()

    def knows(self, member: int) -> bool:
        """Return whether anything was ever planned of ``member`` that may matter here."""
        return member in self._known

    def on(self, member: int, day: date) -> PlannedDay:
        """Return what is planned of ``member`` on ``day``."""
        key = member, day
        if key not in self._made:
            self._made[key] = self._plan(member, day)
        return self._made[key]

    def of(self, member: int) -> list[PlannedDay]:
        return [self.on(member, day) for day in self.days]

    def pattern_on(self, member: int, day: date) -> ShiftPattern | None:
        """Return the usual week that is in force: that which began last, unless it has ended."""
        begun = (row for row in self._patterns.get(member, ()) if row.begins_on <= day)
        newest = next(begun, None)
        return newest if newest and newest.is_in_force_on(day) else None

    def there(self, member: int, begin: int, end: int) -> Spans:
        """Return when ``member`` works between two seconds since 1970, which lie in these days."""
        found: Spans = []
        for day in _days_around(begin, end):
            found += self.on(member, day).there
        return within(sorted(found), begin, end)

    def attendance(self, member: int, at: datetime) -> Attendance:
        """Return what ``member`` should be then, as it is planned."""
        if not self.knows(member):
            return Attendance.UNPLANNED
        second, planned = int(at.timestamp()), self._day_at(member, at)
        found = planned.attendance_at(second)
        if found != Attendance.UNPLANNED:
            return found
        is_half_away = not planned.hours and any(a <= second < b for a, b in planned.absent)
        if planned.is_away or is_half_away:
            return Attendance.LEAVE
        return Attendance.OFF if planned.is_planned else Attendance.UNPLANNED

    def absences_at(self, member: int, at: datetime) -> tuple[Absence, ...]:
        """Return the absences of the day to which ``at`` belongs."""
        return self._day_at(member, at).absences

    def _day_at(self, member: int, at: datetime) -> PlannedDay:
        """Return the day to which a moment belongs: that before, while its night shift goes on."""
        zone = self._zone_of(member, at.astimezone(UTC).date())
        today = at.astimezone(ZoneInfo(zone)).date()
        before = self.on(member, today - ONE)
        goes_on = before.attendance_at(int(at.timestamp())) != Attendance.UNPLANNED
        return before if goes_on else self.on(member, today)

    def _plan(self, member: int, day: date) -> PlannedDay:
        pattern = self.pattern_on(member, day)
        hours, because, note, partner = DayHours(), Because.NOTHING, "", None
        if pattern:
            because = Because.PATTERN
            hours = pattern.hours_on(WEEKDAYS[day.weekday()])
            calendar = pattern.calendar
            if calendar and not pattern.works_on_holidays and self._is_free(calendar, day):
                hours, because = DayHours(), Because.HOLIDAY
        if row := self._days.get((member, day)):
            hours, because = _otherwise(row, hours), REASONS[DayKind(row.kind)]
            note, partner = row.note, row.partner_id
        absences = [each for each in self._absences.get(member, ()) if each.holds(day)]
        zone = self._zone_of(member, day)
        return PlannedDay(
            member, day, zone, hours, because, tuple(sorted(absences, key=lambda a: a.pk)),
            note, partner,
        )  # fmt: skip

    def _zone_of(self, member: int, day: date) -> str:
        pattern = self.pattern_on(member, day)
        return pattern.calendar.time_zone if pattern and pattern.calendar else self.zone

    def _is_free(self, calendar: Calendar, day: date) -> bool:
        key = calendar.pk, day
        if key not in self._free:
            self._free[key] = calendar.is_day_off(day)
        return self._free[key]


def company_zone() -> str:
    """Return the time zone of the company. One query."""
    company = Company.here()
    return company.time_zone if company else ELSE_ZONE


def company_today() -> date:
    """Return the date that it is where the company is. One query."""
    return timezone.localdate(timezone=ZoneInfo(company_zone()))


def roster_at(members: Collection[int], at: datetime) -> Roster:
    """Return the plans that matter at ``at``, wherever on earth somebody is."""
    day = at.astimezone(UTC).date()
    return Roster(members, day - ONE, day + ONE)


def _otherwise(row: ShiftDay, usual: DayHours) -> DayHours:
    if row.kind != DayKind.EXTRA:
        return row.day_hours
    try:
        return usual.along_with(row.day_hours)
    except NoHours:  # the usual week was changed since: what was said of this date holds
        return row.day_hours


def _days_around(begin: int, end: int) -> Iterator[date]:
    """Return the days on which a shift may begin that lies between."""
    day = datetime.fromtimestamp(begin, UTC).date() - 2 * ONE
    last = datetime.fromtimestamp(end, UTC).date() + ONE
    while day <= last:
        yield day
        day += ONE
