"""What would have been: a team's last days under other rules or with other people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maru.kit.refusing.refusal import Refusal
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.staff.teams.models import Team
from maru.support.routing.choices import Strategy
from maru.support.routing.models import RoutingRule, Simulation
from maru.support.routing.simulating.form import TrialForm
from maru.support.routing.simulating.playing import ask

SHOWN = 5


@needs(Power.PEOPLE)
@require_http_methods(["GET", "POST"])
def trials(request: HttpRequest, team_id: int) -> HttpResponse:
    """Show what was tried; POST asks for one more."""
    team = get_object_or_404(Team.objects.visible_to(me(request)), pk=team_id)
    rule = RoutingRule.of(team)
    form = TrialForm(request.POST if request.method == "POST" else None, rule=rule)
    if form.is_bound and form.is_valid():
        try:
            days = form.cleaned_data["days"]
            ask(rule, form.variant, days=days, by=me(request))
        except Refusal as why:
            messages.error(request, why.words)
        else:
            messages.success(request, _("It is played. The page shows it in a moment."))
        return redirect("console:routing_trials", team.pk)
    rows = Simulation.objects.visible_to(me(request)).filter(team=team).select_related("errand")
    shown = [_shown(each, me(request)) for each in rows[:SHOWN]]
    context = {
        "team": team, "form": form, "trials": shown,
        "is_waiting": any(each["trial"].errand.is_under_way for each in shown),
    }  # fmt: skip
    template = "_routing_trials" if "HX-Request" in request.headers else "routing_trials"
    status = 422 if form.is_bound else 200
    return render(request, f"console/{template}.html", context, status=status)


def _shown(trial: Simulation, reader: Member) -> dict[str, Any]:
    ids = {one["member"] for outcome in trial.outcomes for one in outcome["people"]}
    seen = Member.objects.visible_to(reader).filter(pk__in=[pk for pk in ids if pk > 0])
    names = {member.pk: str(member) for member in seen}
    names |= {pk: _("New %(number)s") % {"number": -pk} for pk in ids if pk < 0}
    busy = [{one["member"]: one for one in outcome["people"]} for outcome in trial.outcomes]
    people = [
        (names.get(pk, _("somebody")), [each.get(pk) for each in busy])
        for pk in sorted(ids, key=lambda pk: (pk < 0, abs(pk)))
    ]
    labels = [str(Strategy(each["strategy"]).label) for each in trial.variants]
    return {"trial": trial, "people": people, "labels": labels}


urlpatterns = [path("teams/<int:team_id>/routing/trials/", trials, name="routing_trials")]
