"""What people put into a reminder, by a page or by the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from maru.kit.text.moments import LONGEST as LONGEST_MOMENT
from maru.staff.members.models import Member
from maru.support.reminders.reading import when_and_what
from maru.support.reminders.reminder import LONGEST
from maru.support.tickets.forms import teams_for
from maru.support.tickets.models import Ticket
from maru.support.tickets.snoozing.choosing import until

HINT = gettext_lazy("Say when, like “월요일 오전에 다시 전화하기” or “call back tomorrow 2pm”.")


class ReminderForm(forms.Form):
    """``text`` says what and, where ``when`` and ``offer`` are empty, when. ``back``: as it was
    before, even if that time has passed."""

    text = forms.CharField(max_length=LONGEST, required=False, label=gettext_lazy("What"))
    when = forms.CharField(
        max_length=LONGEST_MOMENT, required=False, label=gettext_lazy("When"),
    )  # fmt: skip
    offer = forms.CharField(max_length=LONGEST_MOMENT, required=False)
    back = forms.DateTimeField(required=False)
    team: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label=gettext_lazy("For whom"),
        empty_label=gettext_lazy("for me alone"),
        error_messages={"invalid_choice": gettext_lazy("There is no such team.")},
    )

    def __init__(
        self, data: Any, *, ticket: Ticket, member: Member, now_at: datetime | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, **kwargs)
        self.ticket, self.member, self.now_at = ticket, member, now_at
        self.fields["team"].queryset = teams_for(member)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Give ``due_at``; one that is there keeps its time where none is said."""
        said = self.cleaned_data
        if said.get("back"):
            said["due_at"] = said["back"]
        elif when := said.get("offer") or said.get("when"):
            try:
                said["due_at"] = until(when, self.member, self.ticket.brand)
            except ValidationError as why:
                self.add_error("when", why.messages[0])
        elif self.now_at:
            said["due_at"] = self.now_at
        elif both := when_and_what(said.get("text", ""), self.member, self.ticket.brand):
            said["due_at"], said["text"] = both
        else:
            self.add_error("text", str(HINT))
        return said
