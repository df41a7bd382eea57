"""What is planned of somebody on a date, and what they should be at a moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from maru.staff.company.models import Calendar
from maru.staff.shifts.hours import DayHours
from maru.staff.shifts.models import ShiftDay
from maru.staff.shifts.planned_day import Attendance, Because
from maru.staff.shifts.roster import Roster, roster_at
from maru.staff.shifts.tests.cast import MONDAY, OFFICE, ShiftsTestCase, absent, plan, week_of

SEOUL = ZoneInfo("Asia/Seoul")
NIGHT = DayHours.read("22-6", "2-3")


def at(day: date, hour: int, minute: int = 0, zone: ZoneInfo = SEOUL) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)


class PlannedTests(ShiftsTestCase):
    def test_without_shifts_nothing_is_planned(self):
        day = self.day(self.jisu, MONDAY)
        self.assertEqual((day.because, day.is_planned, day.there), (Because.NOTHING, False, []))

    def test_the_usual_week_holds_with_its_breaks(self):
        plan(self.jisu)
        self.assertEqual(self.there(self.jisu, MONDAY), ["09:00~12:00", "13:00~18:00"])
        saturday = self.day(self.jisu, MONDAY + timedelta(days=5))
        self.assertEqual((saturday.because, saturday.there), (Because.PATTERN, []))

    def test_the_week_that_began_last_is_in_force_until_it_ends(self):
        plan(self.jisu)
        plan(self.jisu, DayHours.read("13-22"), begins_on=MONDAY, ends_on=MONDAY)
        self.assertEqual(self.there(self.jisu, MONDAY), ["13:00~22:00"])
        self.assertFalse(self.day(self.jisu, MONDAY + timedelta(days=1)).is_planned)
        self.assertTrue(self.day(self.jisu, MONDAY - timedelta(days=1)).is_planned)

    def test_on_holidays_and_closures_of_the_calendar_they_are_free_unless_they_work_then(self):
        self.calendar.days_off = ["2026-12-08 창립 기념일"]
        self.calendar.save()
        pattern = plan(self.jisu, calendar=self.calendar)
        christmas, founding = date(2026, 12, 25), date(2026, 12, 8)
        for day in (christmas, founding):
            self.assertEqual(self.day(self.jisu, day).because, Because.HOLIDAY)
        pattern.works_on_holidays = True
        pattern.save()
        self.assertEqual(len(self.there(self.jisu, christmas)), 2)

    def test_a_date_is_otherwise(self):
        plan(self.jisu)
        for kind, hours, expected in (
            ("off", "", []),
            ("changed", "10-12", ["10:00~12:00"]),
            ("extra", "19-21", ["09:00~12:00", "13:00~18:00", "19:00~21:00"]),
        ):
            with self.subTest(kind):
                ShiftDay.put(self.jisu, MONDAY, kind, DayHours.read(hours), by=self.minho)
                self.assertEqual(self.there(self.jisu, MONDAY), expected)
                self.assertEqual(self.day(self.jisu, MONDAY).because, kind)

    def test_an_extra_shift_that_overlaps_the_week_of_later_holds_by_itself(self):
        pattern = plan(self.jisu, week={})
        ShiftDay.put(self.jisu, MONDAY, "extra", DayHours.read("17-21"), by=self.minho)
        pattern.week = week_of(OFFICE)
        pattern.save()
        self.assertEqual(self.there(self.jisu, MONDAY), ["17:00~21:00"])

    def test_half_a_day_is_half_of_the_work(self):
        plan(self.jisu)
        absence = absent(self.jisu, MONDAY, part="morning")
        self.assertEqual(self.there(self.jisu, MONDAY), ["14:00~18:00"])
        absence.part = "afternoon"
        absence.save()
        self.assertEqual(self.there(self.jisu, MONDAY), ["09:00~12:00", "13:00~14:00"])
        self.assertEqual(self.day(self.jisu, MONDAY).lost, 4 * 3600)

    def test_two_halves_are_a_day(self):
        plan(self.jisu)
        absent(self.jisu, MONDAY, part="morning", kind="sick")
        absent(self.jisu, MONDAY, part="afternoon")
        day = self.day(self.jisu, MONDAY)
        self.assertTrue(day.is_away)
        self.assertEqual(day.there, [])

    def test_each_calendar_has_its_own_place(self):
        berlin = Calendar.objects.create(name="베를린", time_zone="Europe/Berlin")
        plan(self.jisu, calendar=berlin)
        roster = Roster([self.jisu.pk], MONDAY, MONDAY)
        begin, end = (int(at(MONDAY, hour).timestamp()) for hour in (0, 24 - 1))
        there = roster.there(self.jisu.pk, begin, end)
        hours = [datetime.fromtimestamp(second, SEOUL).hour for span in there for second in span]
        self.assertEqual(hours, [17, 20, 21, 23])

    def test_a_night_goes_on_into_what_is_asked(self):
        plan(self.jisu, NIGHT)
        tuesday = MONDAY + timedelta(days=1)
        roster = Roster([self.jisu.pk], tuesday, tuesday)
        begin, end = (int(at(tuesday, hour).timestamp()) for hour in (0, 23))
        spans = roster.there(self.jisu.pk, begin, end)
        hours = [datetime.fromtimestamp(second, SEOUL).hour for span in spans for second in span]
        self.assertEqual(hours, [0, 2, 3, 6, 22, 23])

    def test_a_week_of_many_costs_few_queries(self):
        for member in (self.jisu, self.minho, self.sora):
            plan(member, calendar=self.calendar)
            absent(member, MONDAY)
        with self.assertNumQueries(3):
            roster = Roster([self.jisu.pk, self.minho.pk, self.sora.pk], MONDAY, MONDAY)
            for member in (self.jisu, self.minho, self.sora):
                self.assertTrue(roster.of(member.pk)[0].is_away)


class AttendanceTests(ShiftsTestCase):
    def attends(self, when: datetime) -> Attendance:
        return roster_at([self.jisu.pk], when).attendance(self.jisu.pk, when)

    def test_without_shifts_they_are_as_they_say(self):
        self.assertEqual(self.attends(at(MONDAY, 10)), Attendance.UNPLANNED)

    def test_on_shift_on_break_and_off(self):
        plan(self.jisu)
        for hour, expected in ((8, "off"), (9, "on"), (12, "break"), (13, "on"), (18, "off")):
            self.assertEqual(self.attends(at(MONDAY, hour)), expected, hour)

    def test_at_night_the_shift_of_the_day_before_goes_on(self):
        plan(self.jisu, NIGHT)
        tuesday = MONDAY + timedelta(days=1)
        for hour, expected in ((1, "on"), (2, "break"), (5, "on"), (6, "off"), (22, "on")):
            self.assertEqual(self.attends(at(tuesday, hour)), expected, hour)
        self.assertEqual(self.attends(at(MONDAY, 5)), Attendance.OFF)

    def test_an_absence_of_the_next_day_leaves_the_night_before_it(self):
        plan(self.jisu, NIGHT)
        tuesday = MONDAY + timedelta(days=1)
        absent(self.jisu, tuesday)
        self.assertEqual(self.attends(at(tuesday, 5)), Attendance.ON)
        self.assertEqual(self.attends(at(tuesday, 7)), Attendance.LEAVE)
        self.assertEqual(self.attends(at(tuesday, 23)), Attendance.LEAVE)

    def test_absent_without_shifts_all_day_or_half_of_it(self):
        absent(self.jisu, MONDAY, part="morning")
        self.assertEqual(self.attends(at(MONDAY, 11, 59)), Attendance.LEAVE)
        self.assertEqual(self.attends(at(MONDAY, 12)), Attendance.UNPLANNED)
        absent(self.jisu, MONDAY + timedelta(days=1))
        self.assertEqual(self.attends(at(MONDAY + timedelta(days=1), 15)), Attendance.LEAVE)

    def test_daylight_saving_moves_a_shift_with_the_clocks(self):
        berlin = ZoneInfo("Europe/Berlin")
        place = Calendar.objects.create(name="베를린", time_zone="Europe/Berlin")
        week = week_of(DayHours.read("1-5"), ["sun"])
        plan(self.jisu, calendar=place, week=week)
        for day, worked in ((date(2026, 3, 29), 3), (date(2026, 10, 25), 5)):
            self.assertEqual(self.day(self.jisu, day).seconds, worked * 3600)
            self.assertEqual(self.attends(at(day, 4, 59, berlin)), Attendance.ON)
            self.assertEqual(self.attends(at(day, 5, 0, berlin)), Attendance.OFF)
