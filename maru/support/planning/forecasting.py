"""Forecasts are made by a worker, once a day for each team, and kept."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from maru.kit.jobs import sweep
from maru.staff.company.models import Brand, Calendar, Company
from maru.staff.shifts.roster import ELSE_ZONE
from maru.staff.teams.models import Team
from maru.support.planning.forecast import LEAST_TICKETS
from maru.support.planning.history import IsFree, Past, measured_of, past_of
from maru.support.planning.models import Forecast, TeamPlan
from maru.support.planning.seasonal import LEAST_WEEKS, judge, learn

NAME = "planning.forecasts"
FRESH = timedelta(hours=20)
BATCH = 5  # teams of one look


def register() -> None:
    sweep(NAME, every=600, may_take=60, gives_way=1)(make_forecasts)


def make_forecasts() -> int:
    """Make those that are too old; return for how many teams. One query where none is."""
    fresh = Forecast.objects.filter(scope="all", made_at__gt=timezone.now() - FRESH)
    due = Team.objects.filter(~Q(pk__in=fresh.values("team"))).order_by("pk")[:BATCH]
    teams = list(due)
    for team in teams:
        forecast(team)
    return len(teams)


def forecast(team: Team) -> None:
    """Learn anew what comes to a team, whole, by brand and by channel. Some queries, and a moment
    of arithmetic; done twice at once it comes out the same."""
    company = Company.here()
    zone = company.time_zone if company else ELSE_ZONE
    now = timezone.now()
    today = now.astimezone(ZoneInfo(zone)).date()
    past = past_of(team, zone, today)
    is_free, handling = free_of(calendar_of(team)), measured_of(team, today)
    scopes = ["all", *sorted(past.counts.keys() - {"all"})]
    for scope in scopes:
        said = {**_learnt(past, scope, is_free), "made_at": now, "handling_seconds": handling}
        Forecast.objects.update_or_create(team=team, scope=scope, defaults=said)
    Forecast.objects.filter(team=team).exclude(scope__in=scopes).delete()


def _learnt(past: Past, scope: str, is_free: IsFree) -> dict[str, object]:
    weeks = past.weeks(scope, is_free)
    tickets = round(sum(sum(week.counts) for week in weeks))
    is_enough = len(weeks) >= LEAST_WEEKS and tickets >= LEAST_TICKETS
    judged = judge(weeks) if is_enough else None
    return {
        "brands": sorted(past.brands.get(scope, ())), "zone": past.zone, "begins_on": past.until,
        "weeks": len(weeks), "tickets": tickets,
        "season": asdict(learn(weeks)) if is_enough else {},
        "judged": asdict(judged) if judged else {},
    }  # fmt: skip


def calendar_of(team: Team) -> Calendar | None:
    """Return when a team is open: as its plan says; without a plan as the first brand of its
    members. None: always."""
    plan = TeamPlan.objects.filter(team=team).select_related("calendar").first()
    if plan:
        return plan.calendar
    brand = Brand.objects.filter(members__teams=team).order_by("pk").first()
    return brand.calendar if brand else None


def free_of(calendar: Calendar | None) -> IsFree:
    """Return what says whether a day is free there."""
    known: dict[date, bool] = {}

    def is_free(day: date) -> bool:
        if calendar is None:
            return False
        if day not in known:
            known[day] = calendar.is_day_off(day)
        return known[day]

    return is_free
