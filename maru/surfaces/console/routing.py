"""How the tickets of teams find somebody."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.staff.teams.models import Team
from maru.support.routing.models import RoutingRule
from maru.support.routing.people import members_of
from maru.support.routing.rules.forms import CapacitiesForm, RuleForm


@needs(Power.PEOPLE)
@require_safe
def routing(request: HttpRequest) -> HttpResponse:
    teams = Team.objects.visible_to(me(request)).select_related("routing")
    return render(request, "console/routing.html", {"teams": teams})


@needs(Power.PEOPLE)
@require_http_methods(["GET", "POST"])
def team_routing(request: HttpRequest, team_id: int) -> HttpResponse:
    """Show and save how one team wants it."""
    team = get_object_or_404(Team.objects.visible_to(me(request)), pk=team_id)
    rule = RoutingRule.of(team)
    given = request.POST if request.method == "POST" else None
    form = RuleForm(given, instance=rule, by=me(request))
    members = _members(rule, me(request))
    capacities = CapacitiesForm(given, members=members, usual=rule.capacity)
    if given is not None and form.is_valid() and capacities.is_valid():
        with transaction.atomic():
            saved = form.save_by(me(request))
            capacities.save_by(me(request))
        messages.success(
            request, _("Routing is on.") if saved.is_on else _("Saved. Routing is off.")
        )
        return redirect("console:team_routing", team.pk)
    context = {
        "team": team, "form": form, "capacities": capacities, "rule": rule,
        "needs": rule.needs.select_related("skill") if rule.pk else [],
    }  # fmt: skip
    return render(request, "console/team_routing.html", context, status=422 if given else 200)


def _members(rule: RoutingRule, by: Member) -> list[Member]:
    seen = set(Member.objects.visible_to(by).values_list("pk", flat=True))
    return sorted((member for member in members_of(rule) if member.pk in seen), key=str)


urlpatterns = [
    path("routing/", routing, name="routing"),
    path("teams/<int:team_id>/routing/", team_routing, name="team_routing"),
]
