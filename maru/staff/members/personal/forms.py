"""What members choose for themselves, and how long they are away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS as NAMES
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maru.kit.text.moments import LONGEST, moment_in
from maru.staff.company.calendar import WEEKDAYS
from maru.staff.journal.recorded import RecordedForm
from maru.staff.members.member import Member
from maru.staff.members.personal.availability import Availability

HINT = _("Write a time to come, like “30분 뒤”, “내일 오전 9시” or “in 30 minutes”.")
FURTHEST = timedelta(days=366)


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PreferencesForm(RecordedForm[Member]):
    quiet_days = forms.MultipleChoiceField(
        required=False,
        label=_("Whole days that are quiet"),
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: list(zip(WEEKDAYS, NAMES.values(), strict=True)),
    )

    class Meta:
        model = Member
        fields = [
            "theme", "density", "sounds", "has_quiet_hours", "quiet_from", "quiet_to", "quiet_days",
        ]  # fmt: skip
        labels = {
            "theme": _("Appearance"),
            "density": _("Density"),
            "sounds": _("Sound"),
            "has_quiet_hours": _("Quiet hours"),
            "quiet_from": pgettext_lazy("quiet hours", "From"),
            "quiet_to": pgettext_lazy("quiet hours", "Until"),
        }
        help_texts = {
            "density": _("Dense shows more lines of a list at once."),
            "sounds": _("A soft one, once for all windows, while the desk is open."),
            "has_quiet_hours": _(
                "Within them, and while you are on a break, nothing makes a sound, nothing is "
                "pushed to you, and mail about tickets waits until they end: what you have read "
                "by then is not mailed. The bell shows everything."
            ),
        }
        widgets = {
            "theme": forms.RadioSelect, "density": forms.RadioSelect, "sounds": forms.RadioSelect,
            "quiet_from": ClockInput(), "quiet_to": ClockInput(),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("has_quiet_hours"):
            if "quiet_from" in said and said.get("quiet_from") == said.get("quiet_to"):
                self.add_error("quiet_to", _("The quiet hours must end at another time."))
            if len(said.get("quiet_days", [])) == len(WEEKDAYS):
                self.add_error("quiet_days", _("Leave a day on which you can be reached."))
        return said


class AvailabilityForm(forms.Form):
    """``back``: when they return, in words or as an ISO time; '' where nobody knows."""

    availability = forms.ChoiceField(choices=Availability.choices)
    back = forms.CharField(max_length=LONGEST, required=False)

    def __init__(self, data: Any, *, member: Member) -> None:
        super().__init__(data)
        self.member = member

    def clean_back(self) -> datetime | None:
        text, now = self.cleaned_data["back"].strip(), timezone.now()
        if not text:
            return None
        here = now.astimezone(ZoneInfo(self.member.time_zone))
        meant = _iso(text, here) or moment_in(text, here)
        if meant is None:
            raise ValidationError(HINT)
        if not now < meant <= now + FURTHEST:
            raise ValidationError(_("Choose a time to come, within a year."))
        return meant


def _iso(text: str, here: datetime) -> datetime | None:
    try:
        meant = datetime.fromisoformat(text)
    except ValueError:
        return None
    if "T" not in text:
        return None
    return meant if meant.tzinfo else meant.replace(tzinfo=here.tzinfo)
