"""What tickets of a team need: a skill, where they meet conditions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from maru.kit.conditions import BadCondition
from maru.kit.conditions.editing import Sheet, sheet_in, sheet_of
from maru.staff.members.access import needs
from maru.staff.members.models import Member, Skill
from maru.staff.members.roles import Power
from maru.staff.members.skills.forms import LEVELS
from maru.staff.members.views.me import me
from maru.staff.teams.models import Team
from maru.support.routing.models import RoutingNeed, RoutingRule
from maru.support.routing.rules.needing import MOST
from maru.support.tickets.editing_conditions import choices_of, offered_to
from maru.support.tickets.vocabulary import TICKETS


class NeedForm(forms.Form):
    """The skill; the conditions are a Sheet of their own, None beyond rows."""

    skill = forms.ModelChoiceField(label=gettext_lazy("Skill"), queryset=Skill.objects.all())
    level = forms.TypedChoiceField(
        label=gettext_lazy("At least"), choices=LEVELS[1:], coerce=int, initial=1
    )

    def __init__(self, data: Any, *, need: RoutingNeed, member: Member) -> None:
        super().__init__(data, initial={"skill": need.skill_id, "level": need.level})
        self.need = need
        choices, offers = choices_of(member), offered_to(member)
        kept = sheet_of(TICKETS, need.conditions, choices, offers)
        self.sheet: Sheet | None = kept
        if kept is not None and data is not None:
            self.sheet = sheet_in(TICKETS, data, choices, offers)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.sheet is not None:
            try:
                said["conditions"] = self.sheet.conditions()
            except BadCondition as why:
                self.add_error(None, why.message)
        return said

    def keep(self, by: Member) -> None:
        said = self.cleaned_data
        self.need.skill, self.need.level = said["skill"], said["level"]
        self.need.conditions = said.get("conditions", self.need.conditions)
        self.need.keep(by=by)


@needs(Power.PEOPLE)
@require_http_methods(["GET", "POST"])
def need_new(request: HttpRequest, team_id: int) -> HttpResponse:
    rule = _rule(request, team_id)
    if rule.needs.count() >= MOST:
        messages.error(request, _("A team has at most %s of them.") % MOST)
        return redirect("console:team_routing", team_id)
    return _edit(request, RoutingNeed(rule=rule))


@needs(Power.PEOPLE)
@require_http_methods(["GET", "POST"])
def need(request: HttpRequest, team_id: int, pk: int) -> HttpResponse:
    return _edit(request, _need(request, team_id, pk))


@needs(Power.PEOPLE)
@require_POST
def need_removal(request: HttpRequest, team_id: int, pk: int) -> HttpResponse:
    _need(request, team_id, pk).remove(by=me(request))
    messages.success(request, _("It is removed: nothing needs that skill for it any more."))
    return redirect("console:team_routing", team_id)


@needs(Power.PEOPLE)
@require_POST
def need_conditions(request: HttpRequest, team_id: int) -> HttpResponse:
    """Show the conditions anew, with the pressed button done; nothing is saved."""
    _rule(request, team_id)
    member = me(request)
    sheet = sheet_in(TICKETS, request.POST, choices_of(member), offered_to(member))
    return render(request, "conditions/_editor.html", _editor(sheet, team_id))


def _edit(request: HttpRequest, each: RoutingNeed) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = NeedForm(data, need=each, member=me(request))
    status = 200
    if data is not None and data.get("do"):  # a button of the editor, pressed without scripts
        form.errors.clear()
    elif data is not None and form.is_valid():
        form.keep(me(request))
        messages.success(request, _("Saved."))
        return redirect("console:team_routing", each.rule.team_id)
    elif data is not None:
        status = 422
    team = each.rule.team
    context = {
        "form": form, "need": each if each.pk else None, "team": team,
        **_editor(form.sheet, team.pk),
    }  # fmt: skip
    return render(request, "console/routing_need.html", context, status=status)


def _editor(sheet: Sheet | None, team_id: int) -> dict[str, Any]:
    return {"sheet": sheet, "editor_href": reverse("console:routing_conditions", args=[team_id])}


def _rule(request: HttpRequest, team_id: int) -> RoutingRule:
    team = get_object_or_404(Team.objects.visible_to(me(request)), pk=team_id)
    return RoutingRule.objects.select_related("team").get_or_create(team=team)[0]


def _need(request: HttpRequest, team_id: int, pk: int) -> RoutingNeed:
    teams = Team.objects.visible_to(me(request))
    rows = RoutingNeed.objects.filter(rule__team__in=teams, rule__team=team_id)
    return get_object_or_404(rows.select_related("rule__team", "skill"), pk=pk)


urlpatterns = [
    path("teams/<int:team_id>/routing/needs/new/", need_new, name="routing_need_new"),
    path("teams/<int:team_id>/routing/needs/<int:pk>/", need, name="routing_need"),
    path(
        "teams/<int:team_id>/routing/needs/<int:pk>/removal/",
        need_removal,
        name="routing_need_removal",
    ),
    path("teams/<int:team_id>/routing/conditions/", need_conditions, name="routing_conditions"),
]
