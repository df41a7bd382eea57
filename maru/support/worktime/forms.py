"""What members say of their own time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket
from maru.support.worktime.work import LONGEST_REASON, MOST_A_DAY, day_of


class CorrectionForm(forms.Form):
    ticket: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=_("Ticket"),
        error_messages={
            "required": _("Write the number of a ticket."),
            "invalid_choice": _("There is no such ticket."),
        },
    )  # fmt: skip
    day = forms.DateField(label=_("Day"))
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=0, max_value=MOST_A_DAY // 60,
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON,
        error_messages={"required": _("Say why, in a few words.")},
    )  # fmt: skip

    def __init__(self, data: Any, *, member: Member) -> None:
        given = {name: data.get(name) for name in self.base_fields}
        super().__init__({**given, "ticket": str(given["ticket"] or "").strip().lstrip("#")})
        self.member = member
        self.fields["ticket"].queryset = Ticket.objects.visible_to(member)  # type: ignore[attr-defined]

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > day_of(self.member, timezone.now()):
            raise ValidationError(_("That day has not come yet."))
        return day
