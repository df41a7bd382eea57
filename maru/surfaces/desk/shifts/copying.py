"""A team's week once more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.staff.shifts.copying import copy_week
from maru.staff.shifts.forms import DayField
from maru.staff.shifts.seeing import planned_by, teams_planned_by
from maru.staff.teams.models import Team
from maru.surfaces.desk.shifts.asking import WEEK, monday_asked, team_asked, week_href


class CopyForm(forms.Form):
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"), queryset=Team.objects.none(), empty_label=None
    )
    source = DayField(label=gettext_lazy("A day of the week that is copied"))
    target = DayField(label=gettext_lazy("A day of the week that becomes like it"))

    def __init__(self, data: Any = None, *, teams: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]

    def clean_source(self) -> date:
        return _monday(self.cleaned_data["source"])

    def clean_target(self) -> date:
        return _monday(self.cleaned_data["target"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("source") and said.get("source") == said.get("target"):
            self.add_error("target", _("Choose another week."))
        return said


@needs(Power.RESCUE)
@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest) -> HttpResponse:
    """Ask for both weeks; POST copies."""
    teams = teams_planned_by(me(request))
    monday, chosen = monday_asked(request), team_asked(request, list(teams))
    initial = {"team": chosen, "source": monday - WEEK, "target": monday}
    given = request.POST if request.method == "POST" else None
    form = CopyForm(given, teams=teams, initial=initial)
    if given is not None and form.is_valid():
        said = form.cleaned_data
        people = list(planned_by(me(request)).filter(is_active=True, teams=said["team"]))
        changed = copy_week(people, source=said["source"], target=said["target"], by=me(request))
        messages.success(request, _told(changed))
        return redirect(week_href(said["target"], said["team"]))
    context = {"form": form, "back_href": week_href(monday, chosen)}
    return render(request, "desk/shifts_copy.html", context, status=422 if given else 200)


def _told(changed: int) -> str:
    if not changed:
        return _("Both weeks were alike already.")
    words = ngettext("%(num)s date was changed.", "%(num)s dates were changed.", changed)
    return words % {"num": changed}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
