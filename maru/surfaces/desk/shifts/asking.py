"""Whom and which days an address asks for."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from maru.staff.company.models import Company
from maru.staff.members.models import Member
from maru.staff.members.views.me import me
from maru.staff.shifts.forms import EARLIEST, LATEST
from maru.staff.shifts.roster import ELSE_ZONE
from maru.staff.shifts.seeing import planned_by, seen_by
from maru.staff.teams.models import Team

WEEK = timedelta(days=7)


def company_zone(request: HttpRequest) -> ZoneInfo:
    company = Company.of(request)
    return ZoneInfo(company.time_zone if company else ELSE_ZONE)


def today(request: HttpRequest) -> date:
    """Return the date that it is where the company is."""
    return timezone.now().astimezone(company_zone(request)).date()


def monday_asked(request: HttpRequest) -> date:
    """Return the Monday of the week that holds ``?week=``, a date; of this week without one."""
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        day = today(request)
    day = min(max(day, EARLIEST + WEEK), LATEST - 2 * WEEK)
    return day - timedelta(days=day.weekday())


def day_in(text: str) -> date:
    """Return the date that stands in an address. Raises Http404."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if len(text) != len("2026-11-30") or not EARLIEST <= day <= LATEST:
        raise Http404
    return day


def team_asked(request: HttpRequest, teams: list[Team]) -> Team | None:
    """Return the team of ``?team=`` among ``teams``; without one the first that is one's own."""
    asked = request.GET.get("team", "")
    for team in teams:
        if str(team.pk) == asked:
            return team
    own = set(me(request).teams.values_list("pk", flat=True))
    return next((team for team in teams if team.pk in own), teams[0] if teams else None)


def seen(request: HttpRequest, pk: int) -> Member:
    return get_object_or_404(seen_by(me(request)), pk=pk)


def planned(request: HttpRequest, pk: int) -> Member:
    return get_object_or_404(planned_by(me(request)), pk=pk)


def week_href(day: date, team: Team | int | None = None) -> str:
    """Return the address of the week that holds ``day``."""
    pk = team.pk if isinstance(team, Team) else team
    return f"{reverse('desk:shifts')}?week={day}" + (f"&team={pk}" if pk else "")
