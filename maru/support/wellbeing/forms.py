"""For how long somebody rests, company and teams on one page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maru.staff.company.models import Company
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.wellbeing.cool_down import LONGEST, CoolDown, Why


class CoolDownsForm(forms.Form):
    """``abuse`` and ``hard``: the company's minutes; ``abuse_7`` and ``hard_7``: those of team 7,
    both empty where it says nothing of its own."""

    def __init__(self, data: Any = None, *, by: Member) -> None:
        super().__init__(data)
        self.company = CoolDown.of(None)
        self.teams = list(Team.objects.visible_to(by))
        own = {row.team_id: row for row in CoolDown.objects.filter(team__in=self.teams)}
        self.own = own
        for why in Why:
            self.fields[why.value] = _minutes(
                Why(why).label, initial=getattr(self.company, f"after_{why}")
            )
            for team in self.teams:
                row = own.get(team.pk)
                usual = getattr(self.company, f"after_{why}")
                self.fields[f"{why}_{team.pk}"] = _minutes(
                    f"{team.name}: {Why(why).label}", required=False, placeholder=str(usual),
                    initial=getattr(row, f"after_{why}") if row else None,
                )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Team, list[forms.BoundField]]]:
        return [(team, [self[f"{why}_{team.pk}"] for why in Why]) for team in self.teams]

    def save_by(self, by: Member) -> None:
        """Keep it, with an event for each that changed."""
        said = self.cleaned_data
        with transaction.atomic():
            set_cool_down(None, {why.value: said[why.value] for why in Why}, by=by)
            for team in self.teams:
                own = {why.value: said[f"{why}_{team.pk}"] for why in Why}
                set_cool_down(team, None if set(own.values()) == {None} else own, by=by)


def _minutes(label: Any, *, placeholder: str = "", **kwargs: Any) -> forms.IntegerField:
    widget = forms.NumberInput({"placeholder": placeholder} if placeholder else {})
    return forms.IntegerField(
        label=label, min_value=0, max_value=LONGEST, widget=widget,
        help_text=_("Minutes; 0: not at all."), **kwargs,
    )  # fmt: skip


def set_cool_down(team: Team | None, said: dict[str, int | None] | None, *, by: Member) -> None:
    """Keep what is said of ``team``, None for the company; said None: nothing of its own. What is
    None in it is as the company says. One event if something differed."""
    with transaction.atomic():
        # Of two at once the second finds the row that the first made.
        list(Company.objects.select_for_update(no_key=True).values_list("pk"))
        _keep(CoolDown.of(team), said, by)


def _keep(row: CoolDown, said: dict[str, int | None] | None, by: Member) -> None:
    company, before = CoolDown.of(None), _told(row) if row.pk else None
    if said is None:
        if row.pk:
            Event.record("cooldown.removed", row, by=by, before=before)
            row.delete()
        return
    for why, minutes in said.items():
        name = f"after_{why}"
        setattr(row, name, getattr(company, name) if minutes is None else minutes)
    if before == _told(row):
        return
    row.save()
    Event.record("cooldown.changed", row, by=by, before=before, after=_told(row))


def _told(row: CoolDown) -> dict[str, Any]:
    return {"team": row.team_id, "after_abuse": row.after_abuse, "after_hard": row.after_hard}
