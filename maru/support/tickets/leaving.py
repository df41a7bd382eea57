"""Letting a member go: what they had is handed over and their access ends, in one step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.tickets.handing_over import Left, hand_over


def let_go(member: Member, *, to: Member | Team | None, by: Member) -> Left:
    """Hand over and deactivate, both or neither; return what was handed over.

    Raises Disallowed.
    """
    with transaction.atomic():
        left = hand_over(member, to=to, by=by)
        member.deactivate(by=by)
    return left


class HandOverForm(forms.Form):
    """Who takes over: nobody, a team, or a colleague, as far as ``by`` sees them."""

    to = forms.ChoiceField(label=gettext_lazy("Who takes over"), required=False)

    def __init__(self, data: Any = None, *, by: Member, leaving: Member) -> None:
        super().__init__(data)
        colleagues = Member.objects.visible_to(by).active().exclude(pk=leaving.pk)
        self.teams = {f"team:{team.pk}": team for team in Team.objects.visible_to(by)}
        self.members = {f"member:{each.pk}": each for each in colleagues if each.can(Power.CHANGE)}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("Nobody: unassigned")),
            (_("Teams"), [(key, team.name) for key, team in self.teams.items()]),
            (_("Members"), [(key, each.name) for key, each in self.members.items()]),
        ]

    @property
    def heir(self) -> Member | Team | None:
        chosen: str = self.cleaned_data["to"]
        return self.members.get(chosen) or self.teams.get(chosen)
