"""What people put into the list, by a page or by the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from maru.support.tasks.adding import MOST, Unlisted, lines_in
from maru.support.tasks.task import LONGEST
from maru.support.tickets.forms import askable
from maru.support.tickets.models import Ticket

DAY = {"invalid": _("Write a day, like 2026-12-24.")}


class _Given(forms.Form):
    """Whom it is given to, and until when."""

    assignee: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label=_("Who"),
        empty_label=_("nobody"),
        error_messages={
            "invalid_choice": _("This colleague does not work for this brand or private team.")
        },
    )
    due_on = forms.DateField(
        required=False,
        label=_("Due day"),
        error_messages=DAY,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        people = askable(ticket.brand_id, ticket.team).only("name")
        self.fields["assignee"].queryset = people  # type: ignore[attr-defined]


class NewTasksForm(_Given):
    """``text``: one task a line."""

    text = forms.CharField(
        max_length=(LONGEST + 10) * MOST,
        error_messages={"required": _("Write what is to be done.")},
    )
    place = forms.IntegerField(min_value=0, max_value=MOST, required=False)
    done = forms.BooleanField(required=False)  # of one that was taken away and comes back

    def clean_text(self) -> list[str]:
        try:
            return lines_in(self.cleaned_data["text"])
        except Unlisted as why:
            raise ValidationError(why.words) from None


class TaskForm(_Given):
    text = forms.CharField(
        max_length=LONGEST,
        label=_("What is to be done"),
        error_messages={"required": _("Write what is to be done.")},
    )
    field_order = ["text"]
