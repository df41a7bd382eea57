"""The staff with shifts to plan."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from maru.staff.company.calendar import WEEKDAYS
from maru.staff.company.models import Calendar
from maru.staff.members.models import Member
from maru.staff.members.tests.cast import StaffTestCase
from maru.staff.shifts.hours import DayHours
from maru.staff.shifts.models import Absence, ShiftPattern
from maru.staff.shifts.planned_day import PlannedDay
from maru.staff.shifts.roster import Roster

MONDAY = date(2026, 12, 7)
OFFICE = DayHours.read("9-18", "12-13")
LONG_AGO = date(2026, 1, 5)


def week_of(hours: DayHours, days: list[str] | None = None) -> dict[str, Any]:
    """Return a week with these hours on ``days``, else from Monday to Friday."""
    return dict.fromkeys(WEEKDAYS[:5] if days is None else days, hours.kept)


def plan(member: Member, hours: DayHours = OFFICE, **fields: Any) -> ShiftPattern:
    given = {"begins_on": LONG_AGO, "week": week_of(hours), **fields}
    return ShiftPattern.objects.create(member=member, **given)


def absent(member: Member, first: date, last: date | None = None, **fields: Any) -> Absence:
    return Absence.objects.create(member=member, first_on=first, last_on=last or first, **fields)


class ShiftsTestCase(StaffTestCase):
    """As StaffTestCase; the calendar of 온누리 has Korean holidays."""

    calendar: Calendar

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        calendar = cls.onnuri.calendar
        assert calendar is not None
        calendar.country = "KR"
        calendar.save()
        cls.calendar = calendar

    def day(self, member: Member, day: date) -> PlannedDay:
        return Roster([member.pk], day, day).on(member.pk, day)

    def there(self, member: Member, day: date) -> list[str]:
        """Return when they work in the shifts of that day, by the clocks there."""
        planned = self.day(member, day)
        zone = ZoneInfo(planned.zone)
        return [
            "~".join(f"{datetime.fromtimestamp(each, zone):%H:%M}" for each in span)
            for span in planned.there
        ]
