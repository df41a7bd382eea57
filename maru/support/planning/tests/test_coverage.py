"""Forecasts of a real history, and needed against planned."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.utils import timezone

from maru.staff.company.models import Company
from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.staff.shifts.hours import DayHours
from maru.staff.shifts.tests.cast import absent, plan
from maru.support.planning.coverage import Cell, Coverage, Missing, coverage_of, hours_of
from maru.support.planning.demand import Demand, DemandKind
from maru.support.planning.forecasting import forecast, make_forecasts
from maru.support.planning.models import Forecast, TeamPlan
from maru.support.planning.tests.made_up import poisson, truth
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import SupportTestCase

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 30, 9, tzinfo=SEOUL)  # a Monday
MONDAY = date(2026, 12, 7)


def write_history(case: Any, weeks: int, *, level: float = 60.0, **fields: Any) -> int:
    """Write tickets of the weeks before NOW, as they come by chance; return how many."""
    deal = random.Random(11)
    first = NOW.replace(hour=0) - timedelta(weeks=weeks)
    given = {"brand": case.onnuri, "team": case.team, "subject": "문의", **fields}
    made = []
    for week in range(weeks):
        for hour, mean in enumerate(truth(level)):
            at = first + timedelta(weeks=week, hours=hour)
            made += [
                Ticket(created_at=at + timedelta(minutes=deal.randrange(60)), **given)
                for _n in range(poisson(mean, deal))
            ]
    start = (Ticket.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    for n, ticket in enumerate(made):
        ticket.number = start + n
    Ticket.objects.bulk_create(made)
    return len(made)


class PlanningTestCase(SupportTestCase):
    def setUp(self) -> None:
        self.travel = time_machine.travel(NOW, tick=False)
        self.travel.start()
        self.addCleanup(self.travel.stop)
        Ticket.objects.update(created_at=NOW)

    def demand(self, kind: str, **fields: Any) -> Demand:
        plan_, _made = TeamPlan.objects.get_or_create(
            team=self.team, defaults={"shrinkage": 0, "calendar": self.onnuri.calendar}
        )
        row = Demand.usual(plan_, kind)
        for name, value in {"is_on": True, **fields}.items():
            setattr(row, name, value)
        row.save()
        return row

    def coverage(self, reader: Member | None = None, monday: date = MONDAY) -> Coverage:
        return coverage_of(self.team, monday, reader or self.sora, zone="Asia/Seoul")


class ForecastTests(PlanningTestCase):
    def test_a_worker_learns_each_team_once_a_day(self):
        many = write_history(self, 8)
        self.assertEqual(make_forecasts(), 2)
        row = Forecast.objects.get(team=self.team, scope="all")
        self.assertEqual((row.weeks, row.tickets, row.is_enough), (8, many, True))
        self.assertEqual(row.brands, [self.onnuri.pk])
        self.assertAlmostEqual(sum(row.week(MONDAY, [False] * 7)), 60, delta=15)
        self.assertLess(row.judged["by_hour"], row.judged["naive_by_hour"])
        self.assertEqual(make_forecasts(), 0)
        with time_machine.travel(NOW + timedelta(days=1)):
            self.assertEqual(make_forecasts(), 2)
        self.assertEqual(Forecast.objects.filter(team=self.team, scope="all").count(), 1)

    def test_too_little_history_says_how_much_there_is(self):
        write_history(self, 3)
        forecast(self.team)
        row = Forecast.objects.get(team=self.team, scope="all")
        self.assertEqual((row.weeks, row.is_enough, row.season), (3, False, {}))
        self.assertEqual(sum(row.week(MONDAY, [False] * 7)), 0)

    def test_a_team_that_began_in_the_middle_of_last_week_stops_no_other(self):
        Ticket.objects.create(
            brand=self.onnuri, team=self.team, subject="x",
            created_at=NOW - timedelta(days=5),
        )  # fmt: skip
        self.assertEqual(make_forecasts(), 2)
        row = Forecast.objects.get(team=self.team)
        self.assertEqual((row.scope, row.weeks, row.tickets), ("all", 0, 0))

    def test_a_brand_that_wrote_in_the_first_half_week_alone(self):
        first = NOW - timedelta(weeks=9) + timedelta(days=1)
        for brand in (self.onnuri, self.haneul):
            Ticket.objects.create(brand=brand, team=self.team, subject="x", created_at=first)
        many = write_history(self, 8)
        forecast(self.team)
        rows = {row.scope: (row.weeks, row.tickets) for row in Forecast.objects.all()}
        self.assertEqual(rows, {"all": (8, many), f"brand {self.onnuri.pk}": (8, many)})

    def test_the_hours_are_those_of_the_company_where_clocks_change(self):
        Company.objects.update(time_zone="Europe/Berlin")
        berlin = ZoneInfo("Europe/Berlin")
        first = datetime(2026, 10, 5, 9, tzinfo=berlin)
        for week in range(8):  # summer time ends in the third week
            for n in range(8):
                at = first + timedelta(weeks=week)
                Ticket.objects.create(
                    brand=self.onnuri, team=self.team, subject="x",
                    created_at=at + timedelta(minutes=n),
                )  # fmt: skip
        forecast(self.team)
        row = Forecast.objects.get(team=self.team, scope="all")
        hours = row.week(MONDAY, [False] * 7)
        self.assertAlmostEqual(hours[9], 8, delta=0.01)
        self.assertAlmostEqual(sum(hours), 8, delta=0.01)

    def test_spam_and_other_teams_are_not_counted(self):
        write_history(self, 6)
        known = Ticket.objects.filter(created_at__lt=NOW).count()
        write_history(self, 6, is_spam=True)
        write_history(self, 6, team=self.secret_team)
        forecast(self.team)
        self.assertEqual(Forecast.objects.get(team=self.team, scope="all").tickets, known)

    def test_brands_and_channels_are_foretold_by_themselves(self):
        write_history(self, 6)
        write_history(self, 6, brand=self.haneul, channel=self.other_mailbox)
        forecast(self.team)
        scopes = {row.scope: row for row in Forecast.objects.filter(team=self.team)}
        self.assertEqual(
            set(scopes),
            {"all", f"brand {self.onnuri.pk}", f"brand {self.haneul.pk}",
             f"channel {self.other_mailbox.pk}"},
        )  # fmt: skip
        parts = sum(row.tickets for key, row in scopes.items() if key.startswith("brand"))
        self.assertEqual(scopes["all"].tickets, parts)

    def test_how_much_comes_to_a_brand_is_nobody_else_s(self):
        write_history(self, 6)
        write_history(self, 6, brand=self.haneul, channel=self.other_mailbox)
        forecast(self.team)
        seen = Forecast.objects.visible_to(self.minho)
        self.assertEqual([row.scope for row in seen], [f"brand {self.onnuri.pk}"])
        self.assertEqual(list(Forecast.objects.visible_to(self.jisu)), [])
        self.demand("ticket")
        self.assertIn(Missing.BRANDS, self.coverage(self.minho).missing)
        mine, whole = (
            sum(cell.arrivals["ticket"] for cell in self.coverage(reader).cells)
            for reader in (self.minho, self.sora)
        )
        self.assertLess(mine, whole)

    def test_a_private_team_is_known_to_its_members(self):
        forecast(self.secret_team)
        self.assertFalse(Forecast.objects.visible_to(self.minho).exists())


class CoverageTests(PlanningTestCase):
    def test_with_nothing_said_it_says_so(self):
        found = self.coverage()
        self.assertEqual(found.missing, [Missing.NOTHING_ON])
        self.assertEqual(found.hours, [])

    def test_calls_need_people_by_erlang_and_shifts_cover_them(self):
        week = [0.0] * 168
        week[10] = 200.0
        self.demand("phone", given=week, handling_seconds=180, occupancy=100)
        plan(self.jisu, DayHours.read("9-18", "12-13"))
        found = self.coverage()
        cell = found.at(0, 10)
        self.assertEqual((cell.needed, cell.planned, cell.gap, cell.state), (14, 1, -13, "short"))
        self.assertEqual(found.at(0, 12).planned, 0)
        self.assertEqual(found.at(0, 9).state, "fits")
        self.assertEqual((found.short, found.worst), (13, [cell]))
        self.assertEqual((found.people, found.unplanned), (3, 2))

    def test_shrinkage_and_several_kinds_add_up(self):
        week = [0.0] * 168
        week[10] = 200.0
        self.demand("phone", given=week, handling_seconds=180, occupancy=100)
        self.demand("chat", given=week, handling_seconds=180, occupancy=100, at_once=2)
        TeamPlan.objects.update(shrinkage=50)
        cell = self.coverage().at(0, 10)
        self.assertEqual(cell.arrivals, {"phone": 200.0, "chat": 200.0})
        self.assertGreaterEqual(cell.needed, 2 * (14 + 6))

    def test_tickets_of_the_night_are_done_while_it_is_open_and_all_of_them(self):
        week = [0.0] * 168
        week[24 + 3] = 12.0  # on Tuesday at 3
        self.demand(
            "ticket", given=week, handling_seconds=1800, occupancy=50, answer_seconds=4 * 3600
        )
        found = self.coverage()
        work = [found.at(1, hour).work for hour in range(24)]
        self.assertEqual(work[9:13], [3.0, 3.0, 3.0, 3.0])
        self.assertEqual(sum(cell.work for cell in found.cells), 12.0)

    def test_what_comes_at_the_weekend_is_done_on_monday(self):
        week = [0.0] * 168
        week[6 * 24 + 12] = 8.0
        self.demand("ticket", given=week, handling_seconds=3600, occupancy=100)
        found = self.coverage()
        self.assertEqual([found.at(0, hour).work for hour in (9, 10, 11, 12, 13)], [2, 2, 2, 2, 0])

    def test_without_history_tickets_are_left_out_and_it_says_so(self):
        self.demand("ticket")
        self.assertEqual(self.coverage().missing, [Missing.NOT_YET])
        forecast(self.team)
        found = self.coverage()
        self.assertEqual(found.missing, [Missing.HISTORY])
        self.assertFalse(any(cell.needed for cell in found.cells))

    def test_with_history_tickets_need_people_in_open_hours_alone(self):
        write_history(self, 8, level=300.0)
        forecast(self.team)
        self.demand("ticket")
        found = self.coverage()
        self.assertEqual(found.missing, [])
        needed = {(cell.day, cell.hour) for cell in found.cells if cell.needed}
        self.assertTrue(all(day < 5 and 9 <= hour < 18 for day, hour in needed))
        self.assertTrue(needed)

    def test_on_a_holiday_nobody_answers_calls(self):
        calendar = self.onnuri.calendar
        assert calendar is not None
        calendar.days_off = ["2026-12-07"]
        calendar.save()
        self.demand("phone", given=[5.0] * 168)
        found = self.coverage()
        self.assertEqual({found.at(0, hour).needed for hour in range(24)}, {0})
        self.assertTrue(found.at(1, 10).needed)

    def test_absences_and_the_inactive_are_not_there(self):
        self.demand("phone", given=[1.0] * 168)
        for member in (self.jisu, self.minho):
            plan(member)
        absent(self.jisu, MONDAY)
        gone = self.member("gone", "퇴사자", Role.AGENT)
        plan(gone)
        Member.objects.filter(pk=gone.pk).update(is_active=False)
        found = self.coverage()
        self.assertEqual((found.at(0, 10).planned, found.at(1, 10).planned), (1, 2))

    def test_more_than_any_team_could_is_said(self):
        self.demand("phone", given=[100_000.0] * 168, handling_seconds=86_400)
        self.assertIn(Missing.TOO_MUCH, self.coverage().missing)

    def test_an_hour_that_is_left_out_has_nobody_and_one_that_comes_twice_two(self):
        spring, autumn = (list(hours_of(day, "Europe/Berlin")) for day in
                          (date(2026, 3, 23), date(2026, 10, 19)))  # fmt: skip
        lengths = [end - begin for begin, end in spring]
        self.assertEqual((lengths[6 * 24 + 2], sum(lengths)), (0, 167 * 3600))
        lengths = [end - begin for begin, end in autumn]
        self.assertEqual((lengths[6 * 24 + 2], sum(lengths)), (7200, 169 * 3600))

    def test_the_state_of_an_hour(self):
        def state(planned: float, needed: int) -> str:
            return Cell(0, 9, planned, needed, float(needed), {}).state

        said = [state(*each) for each in ((0, 0), (1, 2), (1.8, 2), (2, 2), (3, 2), (4, 2), (6, 5))]
        self.assertEqual(said, ["", "short", "fits", "fits", "fits", "over", "fits"])

    def test_a_page_costs_few_queries(self):
        for kind in DemandKind.values:
            self.demand(kind, given=[1.0] * 168)
        with self.assertNumQueries(8):
            self.coverage()


class StaleTests(PlanningTestCase):
    def test_a_forecast_of_a_channel_that_is_silent_goes(self):
        Forecast.objects.create(
            team=self.team, scope="channel 999", zone="Asia/Seoul", begins_on=NOW.date(), weeks=9,
            tickets=9, made_at=timezone.now(),
        )  # fmt: skip
        forecast(self.team)
        self.assertEqual([row.scope for row in Forecast.objects.filter(team=self.team)], ["all"])
