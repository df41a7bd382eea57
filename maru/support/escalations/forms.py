"""What people put in to hand a ticket up, and to give it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from maru.support.escalations.escalation import LONGEST
from maru.support.escalations.handing.escalating import Wanted
from maru.support.escalations.models import EscalationLevel, EscalationPath
from maru.support.escalations.paths.level import Way
from maru.support.escalations.paths.targets import level_among
from maru.support.servicelevels.forms import SpanField
from maru.support.servicelevels.spans import said_span


class DeadlineField(SpanField):
    """Working time that must be said."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.required = self.widget.is_required = True
        self.error_messages["required"] = gettext_lazy("Say within how much working time.")

    def clean(self, value: Any) -> Any:
        minutes = super().clean(value)
        if not minutes:
            raise forms.ValidationError(self.error_messages["required"])
        return minutes


class EscalateForm(forms.Form):
    """To which level, why, and until when; of who is asked, what they are told, too."""

    level = forms.TypedChoiceField(
        label=pgettext_lazy("escalation", "To"), coerce=int,
        error_messages={
            "required": gettext_lazy("Choose a level."),
            "invalid_choice": gettext_lazy("This level is not there any more. Choose another."),
        },
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("What you ask"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("They get this, and nothing else of the ticket."),
    )  # fmt: skip
    reason = forms.CharField(
        label=pgettext_lazy("escalation", "Reason"), max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Colleagues alone see it."),
        error_messages={"required": gettext_lazy("Say why it is handed up.")},
    )  # fmt: skip
    within = DeadlineField(
        label=gettext_lazy("Deadline"),
        help_text=gettext_lazy("Working time, such as 4 hours 30 minutes."),
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, paths: Sequence[EscalationPath], usual: EscalationLevel | None,
        seen: int = 0,
    ) -> None:  # fmt: skip
        self.paths = paths
        self.chosen = self._chosen(data) or usual
        initial = {"level": self.chosen.pk if self.chosen else None, "seen": seen}
        super().__init__(data, initial=initial)
        level = self.fields["level"]
        assert isinstance(level, forms.TypedChoiceField)  # noqa: S101 - for the type checker
        level.choices = [(path.name, _options(path)) for path in paths if _options(path)]
        if self.chosen:
            self.initial["within"] = said_span(self.chosen.goal)
        if not self.is_asking:
            del self.fields["words"]

    def _chosen(self, data: Any) -> EscalationLevel | None:
        said = str(data.get("level", "")) if data else ""
        is_number = said.isascii() and said.isdecimal() and len(said) < 19
        return level_among(self.paths, int(said)) if is_number else None

    @property
    def is_asking(self) -> bool:
        return self.chosen is not None and self.chosen.is_asked

    @property
    def is_vendor(self) -> bool:
        return self.chosen is not None and self.chosen.way == Way.VENDOR

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.is_asking and "words" in said and not said["words"].strip():
            self.add_error("words", _("Write what you ask."))
        return said

    @property
    def wanted(self) -> Wanted:
        """Return what is asked for; ``is_valid`` comes before."""
        said, level = self.cleaned_data, self.chosen
        if level is None:
            raise ValueError("no level")
        return Wanted(level, said["reason"], said["within"], said.get("words", ""))


def _options(path: EscalationPath) -> list[tuple[int, str]]:
    return [
        (level.pk, f"{level.number}. {level.name}")
        for level in path.numbered()
        if not level.is_broken
    ]  # fmt: skip


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say in a note what came of it.")},
    )  # fmt: skip
