from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maru.extensions.outlets.models import Outlet
from maru.staff.members.access import needs
from maru.staff.members.forms.team import TeamForm
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.staff.teams.models import Team


@needs(Power.PEOPLE)
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    active = Count("members", filter=Q(members__is_active=True))
    found = Team.objects.visible_to(me(request)).annotate(size=active)
    return render(request, "console/teams.html", {"teams": found})


@needs(Power.PEOPLE)
@require_http_methods(["GET", "POST"])
def team_new(request: HttpRequest) -> HttpResponse:
    form = TeamForm(request.POST or None, by=me(request))
    if request.method == "POST" and form.is_valid():
        Team.found(by=me(request), **form.chosen)
        messages.success(request, _("The team is made."))
        return redirect("console:teams")
    return _show(request, form)


@needs(Power.PEOPLE)
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, team_id: int) -> HttpResponse:
    found = get_object_or_404(Team.objects.visible_to(me(request)), pk=team_id)
    form = TeamForm(request.POST or None, by=me(request), team=found)
    if request.method == "POST" and form.is_valid():
        found.revise(by=me(request), **form.chosen)
        messages.success(request, _("Saved."))
        return redirect("console:teams")
    return _show(request, form)


def _show(request: HttpRequest, form: TeamForm) -> HttpResponse:
    outlets = Outlet.objects.visible_to(me(request)).filter(team=form.team) if form.team else []
    context = {"form": form, "team": form.team, "outlets": outlets}
    return render(request, "console/team.html", context, status=422 if form.is_bound else 200)


urlpatterns = [
    path("teams/", teams, name="teams"),
    path("teams/new/", team_new, name="team_new"),
    path("teams/<int:team_id>/", team, name="team"),
]
