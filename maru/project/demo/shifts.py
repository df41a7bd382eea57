"""When the people of the demo company work, and what one of its teams needs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from maru.staff.company.calendar import WEEKDAYS
from maru.staff.company.models import Calendar
from maru.staff.members.models import Member
from maru.staff.shifts.hours import DayHours
from maru.staff.shifts.models import Absence, ShiftDay, ShiftPattern
from maru.staff.teams.models import Team
from maru.support.planning.demand import DemandKind
from maru.support.planning.forecasting import forecast
from maru.support.planning.given import read_arrivals
from maru.support.planning.models import Demand, TeamPlan

SINCE = timedelta(weeks=13)


def plan(told: dict[str, Any], staff: dict[str, Member]) -> None:
    """Write down what ``told`` says of the weeks around now, once the stories were played."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    calendar = Calendar.objects.order_by("pk").first()
    hours = {name: DayHours.read(*words) for name, words in told["hours"].items()}
    for row in told["week"]:
        week = {day: hours[row[day]].kept for day in WEEKDAYS if day in row}
        ShiftPattern.objects.create(
            member=staff[row["login"]], begins_on=monday - SINCE, week=week, calendar=calendar
        )
    for row in told["absence"]:
        first = monday + timedelta(days=row["day"])
        Absence.objects.create(
            member=staff[row["login"]], kind=row["kind"], first_on=first,
            last_on=first + timedelta(days=row.get("days", 1) - 1),
            part=row.get("part", "whole"), note=row.get("note", ""),
        )  # fmt: skip
    for row in told["day"]:
        ShiftDay.objects.create(
            member=staff[row["login"]], day=monday + timedelta(days=row["day"]), kind=row["kind"],
            hours=hours[row["hours"]].kept, note=row["note"],
        )  # fmt: skip
    team = Team.objects.get(name=told["team"])
    needs = TeamPlan.objects.create(team=team, calendar=calendar, shrinkage=told["shrinkage"])
    Demand.objects.bulk_create(_demand(needs, kind, told.get(kind)) for kind in DemandKind.values)
    forecast(team)


def _demand(needs: TeamPlan, kind: str, told: dict[str, Any] | None) -> Demand:
    demand = Demand.usual(needs, kind)
    demand.is_on = True
    if told:
        demand.given = read_arrivals(told["arrivals"])
        demand.handling_seconds = 60 * told["minutes"]
    return demand
