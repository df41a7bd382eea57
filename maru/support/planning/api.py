"""/teams/{id}/forecast, /coverage and /staffing: what comes, what it needs, who is planned."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Line
from maru.kit.api.forms import require_valid
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.shifts.api_schemas import Day
from maru.staff.shifts.roster import company_today, company_zone
from maru.staff.shifts.seeing import teams_planned_by
from maru.staff.teams.models import Team
from maru.support.planning.coverage import coverage_of
from maru.support.planning.demand import DemandKind
from maru.support.planning.forecasting import calendar_of, free_of
from maru.support.planning.forms import NeedsForms, told
from maru.support.planning.given import write_arrivals
from maru.support.planning.models import Demand, Forecast, TeamPlan

router = Routes()

A_WEEK = [0.0] * 8 + [3.5] + [0.0] * 159
DEMAND: dict[str, Any] = {
    "kind": "phone", "on": True, "handling_seconds": 240, "answer_percent": 80,
    "answer_seconds": 20, "at_once": 1, "occupancy": 85, "arrivals": A_WEEK,
}  # fmt: skip
PLAN: dict[str, Any] = {"team": 1, "calendar": 1, "shrinkage": 20, "demands": [DEMAND]}

FORECAST: dict[str, Any] = {
    "scope": "all", "made_at": "2026-11-30T00:10:00Z", "time_zone": "Asia/Seoul",
    "weeks": 12, "tickets": 1480, "enough": True, "level": 130.4, "slope": 1.2,
    "on_holidays": 0.2, "hours": A_WEEK,
    "judged": {
        "weeks": 4, "by_hour": 0.41, "naive_by_hour": 0.56, "by_day": 0.13, "naive_by_day": 0.18,
    },
}  # fmt: skip

Arrivals = Annotated[
    list[Annotated[float, Field(ge=0, le=100_000)]], Field(min_length=168, max_length=168)
]


class DemandOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": DEMAND})
    kind: Literal["ticket", "phone", "chat"]
    on: bool
    handling_seconds: int = Field(description="That one takes.")
    answer_percent: int = Field(description="Of calls and chats, answered within «answer_seconds».")
    answer_seconds: int = Field(description="Of tickets: open time in which they are worked on.")
    at_once: int = Field(description="Chats that one agent has at the same time.")
    occupancy: int = Field(description="Per cent of their time that people are busy at most.")
    arrivals: list[float] | None = Field(
        description="Of each hour of a usual week, 168 from Monday; null: as foretold."
    )


class DemandIn(Schema):
    model_config = ConfigDict(json_schema_extra={"example": DEMAND})
    kind: Literal["ticket", "phone", "chat"]
    on: bool = True
    handling_seconds: Annotated[int, Field(ge=6, le=86_400)]
    answer_percent: Annotated[int, Field(ge=1, le=100)] = 80
    answer_seconds: Annotated[int, Field(ge=0, le=144_000)] = 20
    at_once: Annotated[int, Field(ge=1, le=20)] = 1
    occupancy: Annotated[int, Field(ge=10, le=100)] = 85
    arrivals: Arrivals | None = None


class PlanOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": PLAN})
    team: int
    calendar: int | None = Field(description="When it is open; null: always.")
    shrinkage: int = Field(description="Per cent of shifts that nobody can count on.")
    demands: list[DemandOut]


class PlanIn(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"calendar": 1, "shrinkage": 20, "demands": [DEMAND]}}
    )
    calendar: Id | None = None
    shrinkage: Annotated[int, Field(ge=0, le=80)] = 20
    demands: Annotated[list[DemandIn], Field(max_length=3)] = Field(
        default_factory=list, description="Kinds that you leave out are off."
    )


class JudgedOut(Schema):
    weeks: int = Field(description="Held back, one after the other.")
    by_hour: float = Field(description="WAPE: the sum of errors over the sum of what came.")
    naive_by_hour: float = Field(description="The same of last week, unchanged.")
    by_day: float
    naive_by_day: float


class ForecastOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": FORECAST})
    scope: str = Field(description="all, «brand 3» or «channel 5».")
    made_at: datetime
    time_zone: str
    weeks: int = Field(description="Of history that it was learnt from.")
    tickets: int
    enough: bool = Field(description="Whether there is enough history to say anything.")
    level: float | None = Field(description="Tickets of the last week, without chance.")
    slope: float | None = Field(description="More tickets a week.")
    on_holidays: float | None = Field(description="What a holiday brings of an ordinary day.")
    judged: JudgedOut | None
    hours: list[float] = Field(description="Of the week that you ask for, 168 from Monday.")


class ForecastsOut(Schema):
    items: list[ForecastOut]


class CellOut(Schema):
    day: int = Field(description="0: Monday.")
    hour: int
    planned: float = Field(description="People, without breaks and absences.")
    needed: int
    gap: float = Field(description="Below 0 so many are missing.")
    state: Literal["", "short", "fits", "over"]
    arrivals: dict[str, float] = Field(description="By kind of work.")


class CoverageOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "monday": "2026-11-30", "time_zone": "Asia/Seoul", "people": 6, "unplanned": 1,
                "short": 12.0, "over": 3.5, "missing": [],
                "cells": [
                    {
                        "day": 0, "hour": 9, "planned": 3.0, "needed": 4, "gap": -1.0,
                        "state": "short", "arrivals": {"ticket": 6.2, "phone": 9.0},
                    }
                ],
            }
        }
    )  # fmt: skip
    monday: date
    time_zone: str
    people: int = Field(description="Who can have work in the team.")
    unplanned: int = Field(description="Of them without shifts that week: not counted.")
    short: float = Field(description="Hours of people that are missing.")
    over: float
    missing: list[
        Literal["nothing_on", "history", "not_yet", "brands", "arrivals", "too_much"]
    ] = Field(description="Why what is needed is not wholly known.")  # fmt: skip
    cells: list[CellOut]


class WeekAsked(Schema):
    week: Day | None = Field(None, description="A date of the week; this week without one.")


class ForecastAsked(WeekAsked):
    scope: Line | None = Field(None, description="all, «brand 3» or «channel 5».")


@router.read(
    "/teams/{id}/forecast", ForecastsOut, scope="staff:read", summary="Show what will come"
)
def forecast(request: HttpRequest, id: Id, asked: Query[ForecastAsked]) -> dict[str, Any]:
    """What a worker learnt of the team's tickets: whole, by brand and by channel, as far as you
    see these brands. Team leads and above."""
    member, team = _lead(request, id)
    monday = _monday(asked.week)
    rows = Forecast.objects.visible_to(member).filter(team=team)
    if asked.scope is not None:
        rows = rows.filter(scope=asked.scope)
    is_free = free_of(calendar_of(team))
    free = [is_free(monday + timedelta(days=n)) for n in range(7)]
    return {"items": [_told(row, row.week(monday, free)) for row in rows]}


@router.read(
    "/teams/{id}/coverage", CoverageOut, scope="staff:read", summary="Show needed and planned"
)
def coverage(request: HttpRequest, id: Id, asked: Query[WeekAsked]) -> dict[str, Any]:
    """Hour by hour of a week, by the clocks of the company. Whoever plans the team: its leads, and
    managers; of a team of one it is when that one is there."""
    member, team = _planner(request, id)
    found = coverage_of(team, _monday(asked.week), member, zone=company_zone())
    cells = [
        {
            "day": each.day, "hour": each.hour, "planned": each.planned, "needed": each.needed,
            "gap": each.gap, "state": each.state, "arrivals": each.arrivals,
        }
        for each in found.cells
    ]  # fmt: skip
    return {
        "monday": found.monday, "time_zone": found.zone, "people": found.people,
        "unplanned": found.unplanned, "short": found.short, "over": found.over,
        "missing": [str(each) for each in found.missing], "cells": cells,
    }  # fmt: skip


@router.read("/teams/{id}/staffing", PlanOut, scope="staff:read", summary="Show what a team needs")
def staffing(request: HttpRequest, id: Id) -> dict[str, Any]:
    """Handling times, goals and arrivals by kind of work. Team leads and above."""
    _member, team = _lead(request, id)
    plan = TeamPlan.objects.filter(team=team).first()
    if plan:
        return told(plan)
    fresh = TeamPlan(team=team, calendar=calendar_of(team))
    return {
        "team": team.pk, "calendar": fresh.calendar_id, "shrinkage": fresh.shrinkage,
        "demands": [],
    }  # fmt: skip


@router.write(
    "PUT", "/teams/{id}/staffing", {200: PlanOut}, scope="staff:write",
    summary="Say what a team needs",
)  # fmt: skip
def set_staffing(request: HttpRequest, id: Id, data: PlanIn) -> dict[str, Any]:
    """Whoever plans the team: its leads, and managers."""
    member, team = _planner(request, id)
    given: dict[str, Any] = {"calendar": data.calendar, "shrinkage": data.shrinkage}
    said = {each.kind: each for each in data.demands}
    for kind in DemandKind.values:
        one = said.get(kind)  # type: ignore[call-overload]
        if one is None:
            usual = Demand.usual(TeamPlan(team=team), kind).told
            one = DemandIn(**{**usual, "on": False})
        hours = 3600 if kind == DemandKind.TICKET else 1
        given |= {
            f"{kind}-is_on": one.on, f"{kind}-minutes": one.handling_seconds / 60,
            f"{kind}-answer_percent": one.answer_percent,
            f"{kind}-answer_seconds": one.answer_seconds / hours if hours > 1
            else one.answer_seconds,
            f"{kind}-at_once": one.at_once, f"{kind}-occupancy": one.occupancy,
            f"{kind}-arrivals": write_arrivals(one.arrivals or []),
        }  # fmt: skip
    forms = NeedsForms(given, team=team)
    require_valid(forms.plan)
    for form in forms.demands:
        require_valid(form, renamed={"minutes": "handling_seconds"})
    return told(forms.save_by(member))


def _lead(request: HttpRequest, pk: int) -> tuple[Member, Team]:
    member = caller(request)
    team = get_object_or_404(Team.objects.visible_to(member), pk=pk)
    if not member.can(Power.RESCUE):
        raise PermissionDenied
    return member, team


def _planner(request: HttpRequest, pk: int) -> tuple[Member, Team]:
    member, team = _lead(request, pk)
    if not teams_planned_by(member).filter(pk=team.pk).exists():
        raise PermissionDenied
    return member, team


def _monday(day: date | None) -> date:
    chosen = day or company_today()
    return chosen - timedelta(days=chosen.weekday())


def _told(row: Forecast, hours: list[float]) -> dict[str, Any]:
    return {
        "scope": row.scope, "made_at": row.made_at, "time_zone": row.zone, "weeks": row.weeks,
        "tickets": row.tickets, "enough": row.is_enough, "level": row.season.get("level"),
        "slope": row.season.get("slope"), "on_holidays": row.season.get("on_holidays"),
        "judged": row.judged or None, "hours": [round(each, 2) for each in hours],
    }  # fmt: skip
