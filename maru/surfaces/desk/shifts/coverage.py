"""Needed against planned, hour by hour of a week; what comes; and what a team needs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maru.kit.ui.times import short_weekdays
from maru.records.channels.models import Channel
from maru.staff.company.models import Brand
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.staff.shifts.seeing import teams_planned_by
from maru.staff.teams.models import Team
from maru.support.planning.coverage import coverage_of
from maru.support.planning.demand import DemandKind
from maru.support.planning.forecast import LEAST_TICKETS
from maru.support.planning.forecasting import calendar_of, free_of
from maru.support.planning.forms import NeedsForms
from maru.support.planning.models import Forecast
from maru.support.planning.seasonal import LEAST_WEEKS, by_day
from maru.surfaces.desk.shifts.asking import WEEK, company_zone, monday_asked, team_asked, today
from maru.surfaces.desk.shifts.week import heads

AHEAD = 4  # weeks of which the sums are told


@needs(Power.RESCUE)
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Show the heat map of a team's week."""
    context = _week(request)
    if team := context["team"]:
        zone = company_zone(request).key
        found = coverage_of(team, context["monday"], me(request), zone=zone)
        context |= {"coverage": found, "kinds": dict(DemandKind.choices)}
    return render(request, "desk/shifts_coverage.html", context)


@needs(Power.RESCUE)
@require_safe
def forecast(request: HttpRequest) -> HttpResponse:
    """Show what is foretold of a team's tickets, and how well that was."""
    context = _week(request)
    team = context["team"]
    if team:
        rows = list(Forecast.objects.visible_to(me(request)).filter(team=team))
        asked = request.GET.get("of", "")
        chosen = next((row for row in rows if row.scope == asked), None)
        chosen = chosen or next(iter(rows), None)
        names = _names(request)
        context |= {
            "forecast": chosen, "least_weeks": LEAST_WEEKS, "least_tickets": LEAST_TICKETS,
            "scopes": [(row, names[row.scope]) for row in rows if row.scope in names],
            "is_hidden": not rows and Forecast.objects.filter(team=team).exists(),
        }  # fmt: skip
        if chosen and chosen.is_enough:
            context |= _foretold(chosen, team, context["monday"])
    return render(request, "desk/shifts_forecast.html", context)


def _foretold(row: Forecast, team: Team, monday: date) -> dict[str, Any]:
    is_free = free_of(calendar_of(team))

    def hours(first: date) -> list[float]:
        days = [first + timedelta(days=n) for n in range(7)]
        return row.week(first, [is_free(day) for day in days])

    shown = hours(monday)
    used = [hour for hour in range(24) if any(shown[day * 24 + hour] >= 0.05 for day in range(7))]
    return {
        "hours": shown,
        "rows": list(range(used[0], used[-1] + 1)) if used else [],
        "days": by_day(shown),
        "most": max(shown),
        "ahead": [(monday + n * WEEK, sum(hours(monday + n * WEEK))) for n in range(AHEAD)],
    }


@needs(Power.RESCUE)
@require_http_methods(["GET", "POST"])
def staffing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show and save what a team needs; who leads another team reads it."""
    team = get_object_or_404(Team.objects.visible_to(me(request)), pk=pk)
    may_change = teams_planned_by(me(request)).filter(pk=team.pk).exists()
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    known = Forecast.objects.filter(team=team, scope="all").first()
    measured = known.handling_seconds if known else None
    given = request.POST if request.method == "POST" else None
    forms = NeedsForms(given, team=team, measured=measured)
    if given is not None and forms.is_valid():
        forms.save_by(me(request))
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('desk:shifts_coverage')}?team={team.pk}")
    context = {"team": team, "forms": forms, "may_change": may_change}
    return render(request, "desk/shifts_staffing.html", context, status=422 if given else 200)


def _week(request: HttpRequest) -> dict[str, Any]:
    """Return what every page of a team's week begins with."""
    teams, monday = list(teams_planned_by(me(request))), monday_asked(request)
    return {
        "teams": teams, "team": team_asked(request, teams), "monday": monday,
        "before": monday - WEEK, "after": monday + WEEK, "heads": heads(request, monday),
        "this_week": today(request), "coverage": None, "forecast": None,
        "weekdays": short_weekdays(),
    }  # fmt: skip


def _names(request: HttpRequest) -> dict[str, str]:
    """Return what each scope is called, of those that the reader may know."""
    member = me(request)
    names = {"all": _("All tickets")}
    names |= {f"brand {each.pk}": each.name for each in Brand.objects.visible_to(member)}
    channels = Channel.objects.visible_to(member)
    return names | {f"channel {each.pk}": str(each) for each in channels}
