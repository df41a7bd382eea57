"""Beats of open pages; one's own time, corrected; and the sums of a team."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.staff.members.access import needs, signed_in
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.staff.teams.models import Team
from maru.support.tickets.views.asking import ticket_of
from maru.support.worktime.beating import MOST_TICKETS, beat
from maru.support.worktime.forms import CorrectionForm
from maru.support.worktime.models import Work
from maru.support.worktime.showing import day_in, of_day, of_ticket
from maru.support.worktime.summing import days_of
from maru.support.worktime.work import day_of

SHOWN = timedelta(days=13)  # of a team, before the last day


@signed_in
@require_POST
def beats(request: HttpRequest) -> HttpResponse:
    """Take what an open page was in use for: spent=7:25, once for each ticket."""
    beat(me(request), _told(request.POST.getlist("spent")[:MOST_TICKETS]))
    return HttpResponse(status=204)


@signed_in
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own time of a day; POST corrects it."""
    member = me(request)
    today = day_of(member, timezone.now())
    form = CorrectionForm(request.POST, member=member) if request.method == "POST" else None
    if form and form.is_valid():
        said = form.cleaned_data
        Work.correct(said["ticket"], member, said["day"], 60 * said["minutes"], said["reason"])
        messages.success(request, _("Your time is corrected."))
        return redirect(f"{reverse('worktime:mine')}?day={said['day'].isoformat()}")
    day = day_in(request.POST.get("day") or request.GET.get("day", ""), today)
    lines = of_day(member, day)
    context: dict[str, Any] = {
        "day": day, "today": today, "before": day - timedelta(days=1),
        "after": day + timedelta(days=1), "lines": lines,
        "whole": sum(line.work.seconds for line in lines),
        "problems": [str(each[0]) for each in form.errors.values()] if form else [],
        "given": request.POST,
        "teams": list(Team.objects.visible_to(member)) if member.can(Power.EXPORT) else [],
    }  # fmt: skip
    return render(request, "worktime/mine.html", context, status=422 if form else 200)


@signed_in
@require_safe
def of_one(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a ticket's page says of its time: asked for when somebody looks."""
    ticket = ticket_of(request, number)
    context = {"ticket": ticket, "time": of_ticket(ticket, me(request))}
    return render(request, "worktime/_of_ticket.html", context)


@needs(Power.EXPORT)
@require_safe
def of_team(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how long a team worked, day by day."""
    member = me(request)
    teams = Team.objects.visible_to(member)
    team = get_object_or_404(teams, pk=pk)
    today = day_of(member, timezone.now())
    last = day_in(request.GET.get("until", ""), today)
    context = {
        "team": team, "teams": teams, "last": last,
        "days": days_of(team, member, last - SHOWN, last),
    }  # fmt: skip
    return render(request, "worktime/team.html", context)


def _is_number(given: str) -> bool:
    return given.isascii() and given.isdecimal() and len(given) < 19


def _told(given: list[str]) -> dict[int, int]:
    """Return the seconds of each ticket; what is no pair of numbers is passed over."""
    told: dict[int, int] = {}
    for each in given:
        number, _colon, spent = each.partition(":")
        if _is_number(number) and _is_number(spent):
            told[int(number)] = told.get(int(number), 0) + int(spent)
    return told
