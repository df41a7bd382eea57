"""Planning: what is refused, what is only told, swaps, copies, and who may."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import override

from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.staff.shifts.copying import copy_week
from maru.staff.shifts.forms import AbsenceForm, DayForm, PatternForm
from maru.staff.shifts.hours import DayHours
from maru.staff.shifts.models import Absence, ShiftDay, ShiftPattern
from maru.staff.shifts.seeing import planned_by, seen_by
from maru.staff.shifts.swapping import swap
from maru.staff.shifts.tests.cast import MONDAY, OFFICE, ShiftsTestCase, absent, plan, week_of
from maru.staff.shifts.warnings import warnings_around

FRIDAY = MONDAY + timedelta(days=4)
SATURDAY = MONDAY + timedelta(days=5)


class PatternTests(ShiftsTestCase):
    def form(self, **said: Any) -> PatternForm:
        given = {"begins_on": "2026-12-07", **said}
        return PatternForm(given, instance=ShiftPattern(member=self.jisu))

    def test_saving_keeps_the_week_and_leaves_an_event(self):
        form = self.form(mon_shifts="9-18", mon_breaks="12-13", sat_shifts="22-6")
        self.assertTrue(form.is_valid(), form.errors)
        row = form.save_by(self.minho)
        row.refresh_from_db()
        self.assertEqual(list(row.week), ["mon", "sat"])
        self.assertEqual(row.minutes, 16 * 60)
        self.assertEqual(Event.of(row).get().verb, "shiftpattern.added")

    def test_what_is_wrong_is_told_where_it_is(self):
        for said, field in (
            ({"mon_shifts": "9-9"}, "mon_shifts"),
            ({"mon_shifts": "9-18", "mon_breaks": "19-20"}, "mon_breaks"),
            ({"mon_breaks": "12-13"}, "mon_breaks"),
            ({"mon_shifts": "9-12, 11-13"}, "mon_shifts"),
            ({"mon_shifts": "22-6", "tue_shifts": "5-14"}, "tue_shifts"),
            ({"sun_shifts": "22-6", "mon_shifts": "5-14"}, "mon_shifts"),
            ({"ends_on": "2026-12-06"}, "ends_on"),
            ({"begins_on": "0001-01-01"}, "begins_on"),
        ):
            with self.subTest(said):
                self.assertIn(field, self.form(**said).errors)

    def test_two_weeks_of_one_member_do_not_begin_on_one_day(self):
        plan(self.jisu, begins_on=MONDAY)
        self.assertIn("begins_on", self.form().errors)
        self.assertTrue(self.form(begins_on="2026-12-08").is_valid())

    def test_a_copy_is_the_colleague_s_own(self):
        row = plan(self.jisu, calendar=self.calendar)
        copied = row.copy_to(self.minho, by=self.sora, begins_on=MONDAY)
        assert copied is not None
        self.assertEqual((copied.week, copied.calendar), (row.week, row.calendar))
        self.assertIsNone(row.copy_to(self.minho, by=self.sora, begins_on=MONDAY))
        row.remove(by=self.sora)
        self.assertEqual(ShiftPattern.objects.get(), copied)


class DayTests(ShiftsTestCase):
    def form(self, **said: Any) -> DayForm:
        return DayForm(said, member=self.jisu, day=MONDAY)

    def test_the_same_said_twice_is_one_event(self):
        for expected in (True, False):
            form = self.form(kind="changed", shifts="10-19")
            self.assertTrue(form.is_valid(), form.errors)
            self.assertIs(form.save_by(self.minho), expected)
        row = ShiftDay.objects.get()
        row.remove(by=self.minho)
        verbs = list(Event.objects.values_list("verb", flat=True))
        self.assertEqual(verbs.count("shiftday.added"), 1)
        self.assertEqual(verbs.count("shiftday.removed"), 1)

    def test_off_forgets_hours_however_they_are_written(self):
        form = self.form(kind="off", shifts="아무때나", breaks="?")
        self.assertTrue(form.is_valid(), form.errors)
        form.save_by(self.minho)
        self.assertEqual(ShiftDay.objects.get().hours, {})

    def test_an_extra_shift_lies_beside_the_usual_one(self):
        plan(self.jisu)
        self.assertIn("shifts", self.form(kind="extra", shifts="17-20").errors)
        self.assertTrue(self.form(kind="extra", shifts="18-20").is_valid())
        self.assertIn("shifts", self.form(kind="changed", shifts="").errors)

    def test_a_swap_gives_each_the_other_s_shifts(self):
        plan(self.jisu)
        plan(self.minho, DayHours.read("13-22"))
        swap(self.jisu, self.minho, MONDAY, by=self.sora)
        self.assertEqual(self.there(self.jisu, MONDAY), ["13:00~22:00"])
        self.assertEqual(self.there(self.minho, MONDAY), ["09:00~12:00", "13:00~18:00"])
        self.assertEqual(self.day(self.jisu, MONDAY).partner, self.minho.pk)

    def test_who_is_free_stands_in(self):
        plan(self.jisu)
        swap(self.jisu, self.minho, MONDAY, by=self.sora)
        self.assertEqual(self.there(self.jisu, MONDAY), [])
        self.assertEqual(len(self.there(self.minho, MONDAY)), 2)

    def test_there_must_be_something_to_swap(self):
        plan(self.jisu)
        plan(self.minho)
        for other in (self.minho, self.jisu):
            with self.assertRaises(Refusal):
                swap(self.jisu, other, MONDAY, by=self.sora)
        self.assertFalse(ShiftDay.objects.exists())


class AbsenceTests(ShiftsTestCase):
    def form(self, **said: Any) -> AbsenceForm:
        given = {"kind": "vacation", "first_on": "2026-12-07", "part": "whole", **said}
        return AbsenceForm(given, instance=Absence(member=self.jisu))

    def test_without_a_last_day_it_is_one_day(self):
        form = self.form()
        self.assertTrue(form.is_valid(), form.errors)
        row = form.save_by(self.minho)
        self.assertEqual((row.first_on, row.last_on), (MONDAY, MONDAY))
        self.assertEqual(Event.of(row).get().verb, "absence.added")

    def test_the_shifts_that_it_hits_are_named(self):
        plan(self.jisu)
        form = self.form(first_on=str(FRIDAY), last_on=str(FRIDAY + timedelta(days=3)))
        self.assertTrue(form.is_valid(), form.errors)
        form.save_by(self.minho)
        self.assertEqual(form.shifts_hit, [FRIDAY, FRIDAY + timedelta(days=3)])

    def test_what_is_wrong_is_told_where_it_is(self):
        absent(self.jisu, date(2026, 12, 10), date(2026, 12, 11))
        for said, field in (
            ({"last_on": "2026-12-06"}, "last_on"),
            ({"last_on": "2028-12-06"}, "last_on"),
            ({"last_on": "2026-12-08", "part": "morning"}, "part"),
            ({"last_on": "2026-12-10"}, "first_on"),
            ({"first_on": "2026-12-11", "part": "afternoon"}, "first_on"),
            ({"first_on": "12월"}, "first_on"),
            ({"kind": "nap"}, "kind"),
        ):
            with self.subTest(said):
                self.assertIn(field, self.form(**said).errors)

    def test_two_halves_lie_beside_each_other(self):
        absent(self.jisu, MONDAY, part="morning")
        self.assertTrue(self.form(part="afternoon").is_valid())
        self.assertIn("first_on", self.form(part="morning").errors)


class WarningTests(ShiftsTestCase):
    def test_more_than_52_hours_are_told_and_kept(self):
        plan(self.jisu, DayHours.read("9-21", "12-13"), week=week_of(DayHours.read("9-20")))
        with override("ko"):
            [each] = warnings_around(self.jisu.pk, MONDAY, MONDAY)
        self.assertIn("52", each.words)
        self.assertIn("55", each.words)
        absent(self.jisu, MONDAY)
        self.assertEqual(warnings_around(self.jisu.pk, MONDAY, MONDAY), [])

    def test_elsewhere_the_law_of_korea_says_nothing(self):
        self.calendar.time_zone = "Europe/Berlin"
        self.calendar.save()
        plan(self.jisu, calendar=self.calendar, week=week_of(DayHours.read("9-20")))
        self.assertEqual(warnings_around(self.jisu.pk, MONDAY, MONDAY), [])

    def test_shifts_of_two_days_that_overlap(self):
        plan(self.jisu)
        ShiftDay.put(self.jisu, MONDAY, "changed", DayHours.read("22-10"), by=self.minho)
        self.assertEqual(len(warnings_around(self.jisu.pk, MONDAY, MONDAY)), 1)

    def test_a_shift_of_its_own_on_an_absence(self):
        plan(self.jisu)
        absent(self.jisu, SATURDAY)
        self.assertEqual(warnings_around(self.jisu.pk, MONDAY, MONDAY), [])
        ShiftDay.put(self.jisu, SATURDAY, "extra", DayHours.read("10-12"), by=self.minho)
        self.assertEqual(len(warnings_around(self.jisu.pk, SATURDAY, SATURDAY)), 1)


class CopyTests(ShiftsTestCase):
    def test_a_week_is_as_the_other_was(self):
        plan(self.jisu)
        ShiftDay.put(self.jisu, MONDAY, "off", DayHours(), by=self.minho)
        ShiftDay.put(self.jisu, SATURDAY, "changed", OFFICE, by=self.minho)
        absent(self.jisu, FRIDAY)
        target = MONDAY + timedelta(days=7)
        people = [self.jisu, self.minho]
        self.assertEqual(copy_week(people, source=MONDAY, target=target, by=self.sora), 2)
        self.assertEqual(self.there(self.jisu, target), [])
        self.assertEqual(len(self.there(self.jisu, target + timedelta(days=5))), 2)
        self.assertEqual(len(self.there(self.jisu, target + timedelta(days=4))), 2)
        self.assertEqual(copy_week(people, source=MONDAY, target=target, by=self.sora), 0)

    def test_what_was_otherwise_there_becomes_as_the_other(self):
        plan(self.jisu)
        target = MONDAY + timedelta(days=7)
        ShiftDay.put(self.jisu, target, "off", DayHours(), by=self.minho)
        self.assertEqual(copy_week([self.jisu], source=MONDAY, target=target, by=self.sora), 1)
        self.assertEqual(len(self.there(self.jisu, target)), 2)


class SeeingTests(ShiftsTestCase):
    def test_an_agent_sees_their_own_and_plans_nobody(self):
        plan(self.minho)
        mine = plan(self.jisu)
        self.assertEqual(list(ShiftPattern.objects.visible_to(self.jisu)), [mine])
        self.assertEqual(list(planned_by(self.jisu)), [])

    def test_a_lead_plans_their_teams_alone(self):
        other = self.member("other", "남의팀", Role.AGENT, teams=[])
        self.assertEqual(set(planned_by(self.minho)), {self.jisu, self.minho, self.sora, self.cole})
        self.assertNotIn(other, seen_by(self.minho))

    def test_a_manager_plans_whom_they_may_know(self):
        manager = self.member("boss", "한부장", Role.MANAGER, teams=[])
        self.assertIn(self.jisu, planned_by(manager))
        self.assertNotIn(self.eve, planned_by(manager))

    def test_who_is_gone_leaves_nothing_behind(self):
        plan(self.jisu)
        plan(self.cole)
        ShiftDay.put(self.jisu, MONDAY, "swap", OFFICE, by=self.minho, partner=self.cole)
        self.cole.delete()
        self.assertIsNone(ShiftDay.objects.get().partner)
        self.assertEqual(ShiftPattern.objects.count(), 1)
