from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.members.models import Member
from maru.staff.teams.models import Team


class TeamForm(forms.Form):
    """A team and who is in it, as ``by`` may see them."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    is_private = forms.BooleanField(
        label=gettext_lazy("Private team"),
        required=False,
        help_text=gettext_lazy(
            "Only its members and administrators see its tickets, its name and its mail."
        ),
    )
    members = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Members"),
        queryset=Member.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, by: Member, team: Team | None = None) -> None:
        super().__init__(data, initial=_initial(team))
        self.team, self.by = team, by
        visible = Member.objects.visible_to(by).active()
        self.fields["members"].queryset = visible  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        others = Team.objects.filter(name__iexact=name)
        if self.team:
            others = others.exclude(pk=self.team.pk)
        if others.exists():
            raise forms.ValidationError(_("There already is a team of this name."))
        return name

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("is_private") and not answers.get("members"):
            self.add_error("members", _("A private team needs a member: nobody would see it."))
        return answers

    @property
    def chosen(self) -> dict[str, Any]:
        """What was answered; members whom ``by`` does not see stay in the team."""
        answers = dict(self.cleaned_data)
        if self.team:
            seen = Member.objects.visible_to(self.by).active()
            hidden = Member.objects.filter(teams=self.team).exclude(pk__in=seen.values("pk"))
            answers["members"] = [*answers["members"], *hidden]
        return answers


def _initial(team: Team | None) -> dict[str, Any]:
    if team is None:
        return {}
    return {
        "name": team.name,
        "is_private": team.is_private,
        "members": list(team.members.values_list("pk", flat=True)),
    }
