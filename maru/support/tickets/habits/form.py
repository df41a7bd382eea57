from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maru.staff.journal.recorded import RecordedForm
from maru.support.tickets.doubts import DOUBTS
from maru.support.tickets.habits.habits import Habits


class HabitsForm(RecordedForm[Habits]):
    doubts = forms.MultipleChoiceField(
        required=False,
        label=_("Ask me before an answer leaves"),
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(each.name, each.label) for each in DOUBTS.values()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["doubts"] = [n for n in DOUBTS if n not in self.instance.no_doubts]

    def save(self, commit: bool = True) -> Habits:
        asked = self.cleaned_data["doubts"]
        self.instance.no_doubts = [name for name in DOUBTS if name not in asked]
        saved: Habits = super().save(commit)
        return saved

    class Meta:
        model = Habits
        fields = ["undo_send", "after_done", "open_changes"]
        labels = {
            "undo_send": _("Let me take back an answer for a moment after sending"),
            "after_done": _("After solving"),
            "open_changes": _("Show every change between the messages"),
        }
