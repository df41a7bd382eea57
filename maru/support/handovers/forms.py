"""What somebody puts into a hand-over, by a page or by the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.handovers.handover import LONGEST, Handover
from maru.support.tickets.forms import MAX_TEXT, assignable, teams_for


class HandoverForm(forms.Form):
    """``to`` is «member 3» or «team 2»."""

    to = forms.ChoiceField(
        label=_("Who goes on"),
        error_messages={
            "required": _("Choose who goes on."), "invalid_choice": _("Choose who goes on."),
        },
    )  # fmt: skip
    text = forms.CharField(
        required=False, max_length=LONGEST, label=_("What they should know"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    is_giving = forms.BooleanField(required=False, label=_("Give them the tickets, too"))
    is_leaving = forms.BooleanField(
        required=False, label=_("Mark me as away"),
        help_text=_("Colleagues see it where they choose people. Maru remembers your choice."),
    )  # fmt: skip

    def __init__(self, data: Any, *, member: Member, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        before = Handover.objects.filter(by=member).values_list("is_leaving", flat=True)
        self.initial["is_leaving"] = bool(before.first())
        people = assignable(*member.brand_ids).exclude(pk=member.pk).order_by("name")
        teams = teams_for(member).order_by("name")
        self._known: dict[str, Member | Team] = {
            **{f"member {each.pk}": each for each in people},
            **{f"team {each.pk}": each for each in teams},
        }
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose…")),
            (
                _("Colleagues"),
                [(key, str(each)) for key, each in self._known.items() if key[0] == "m"],
            ),
            (_("Teams"), [(key, str(each)) for key, each in self._known.items() if key[0] == "t"]),
        ]

    def clean_text(self) -> str:
        return _plain(self.cleaned_data["text"])

    @property
    def whom(self) -> Member | Team:
        """Return who was chosen, once it is valid."""
        return self._known[self.cleaned_data["to"]]


def _plain(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n")


def texts_in(data: Any) -> dict[int, str]:
    """Return what a page's form says of each ticket that is ticked: «ticket» names it, «text-7»
    is said of it."""
    numbers = [given for given in data.getlist("ticket") if given.isascii() and given.isdecimal()]
    return {
        int(number): _plain(data.get(f"text-{number}", "")[:MAX_TEXT])
        for number in numbers
        if len(number) < 19
    }
