from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.company.calendar import WEEKDAYS
from maru.staff.company.closures import LONGEST, NoClosure, read_closures
from maru.staff.company.countries import countries
from maru.staff.company.models import Brand, Calendar, Company
from maru.staff.company.opening_hours import Ranges, read_ranges, write_ranges
from maru.staff.company.second_step import SecondStepFor
from maru.staff.company.time_zones import TimeZoneField
from maru.staff.journal.recorded import RecordedForm

NAMES = {
    "mon": gettext_lazy("Monday"),
    "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"),
    "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
}


class CompanyForm(RecordedForm[Company]):
    time_zone = TimeZoneField()
    grace_days = forms.IntegerField(
        label=gettext_lazy("Days to set it up"),
        min_value=0,
        max_value=90,
        initial=14,
        required=False,
        help_text=gettext_lazy("Counted from this change. Afterwards nobody goes on without it."),
    )

    class Meta:
        model = Company
        fields = ["name", "language", "time_zone", "second_step_for"]
        labels = {
            "name": gettext_lazy("Company name"),
            "language": gettext_lazy("Language"),
            "second_step_for": gettext_lazy("Who needs a second step to sign in"),
        }
        help_texts = {
            "language": gettext_lazy("New members begin in this language."),
            "second_step_for": gettext_lazy("A code of an app, or a passkey, beside the password."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["second_step_for"].required = False

    def clean_second_step_for(self) -> str:
        return str(self.cleaned_data["second_step_for"] or self.initial["second_step_for"])

    def save(self, commit: bool = True) -> Company:
        chosen = self.instance.second_step_for
        if chosen != self.initial["second_step_for"]:
            days = self.cleaned_data["grace_days"]
            until = timezone.now() + timedelta(days=14 if days is None else days)
            self.instance.second_step_from = None if chosen == SecondStepFor.NOBODY else until
        return super().save(commit)


class BrandForm(RecordedForm[Brand]):
    reopen_days = forms.IntegerField(
        label=gettext_lazy("Days to reopen"),
        min_value=0,
        max_value=365,
        help_text=gettext_lazy(
            "A reply within so many days reopens a solved ticket; later it begins a new one."
        ),
    )

    class Meta:
        model = Brand
        fields = ["name", "language", "signature", "calendar", "reopen_days"]
        labels = {
            "name": gettext_lazy("Brand name"),
            "language": gettext_lazy("Language of its customers"),
            "signature": gettext_lazy("Signature"),
            "calendar": gettext_lazy("Office hours"),
        }
        help_texts = {
            "name": gettext_lazy("Customers see it as the sender."),
            "signature": gettext_lazy("Stands under answers of members without their own."),
        }
        widgets = {"signature": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "name": {"unique": gettext_lazy("There already is a brand of this name.")}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        calendar = self.fields["calendar"]
        assert isinstance(calendar, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        calendar.empty_label = _("Always open")


class HoursField(forms.CharField):
    """The hours of one weekday; empty means closed."""

    def clean(self, value: Any) -> Ranges:
        try:
            return read_ranges(str(super().clean(value)))
        except ValueError as error:
            raise forms.ValidationError(_wrong_hours(str(error))) from None


def _wrong_hours(why: str) -> str:
    match why:
        case "overlap":
            return _("These hours overlap.")
        case "backwards":
            return _(
                "These hours end before they begin. What goes on after midnight is written on the "
                "next day: 20:00~24:00, then 00:00~02:00."
            )
        case "empty":
            return _("These hours end when they begin.")
    return _("Write hours like this: 09:00~18:00")


class CalendarForm(RecordedForm[Calendar]):
    """When a brand is open: a line a weekday, and days off."""

    time_zone = TimeZoneField()
    days_off = forms.CharField(
        label=gettext_lazy("Own days off"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One day or range a line, with a name if you like."),
    )
    country = forms.ChoiceField(label=gettext_lazy("Public holidays"), required=False)

    class Meta:
        model = Calendar
        fields = ["name", "time_zone", "country"]
        labels = {"name": gettext_lazy("Name")}

    def __init__(self, data: Any = None, *, instance: Calendar | None = None) -> None:
        super().__init__(data, instance=instance)
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)  # noqa: S101 - for the type checker
        country.choices = [("", _("None")), *countries()]
        if self.instance._state.adding:
            self.initial["country"] = "KR"
        placeholder = "2026-12-24\n" + _("2026-12-28~2026-12-31 Year-end closure")
        self.fields["days_off"].widget.attrs["placeholder"] = placeholder
        hours = self.instance.hours
        for day in WEEKDAYS:
            self.fields[day] = HoursField(label=NAMES[day], required=False, max_length=100)
            self.initial[day] = write_ranges(hours.get(day, []))
        self.initial["days_off"] = "\n".join(self.instance.days_off)

    @property
    def week(self) -> list[forms.BoundField]:
        return [self[day] for day in WEEKDAYS]

    def clean_days_off(self) -> list[str]:
        try:
            return [str(closure) for closure in read_closures(self.cleaned_data["days_off"])]
        except NoClosure as error:
            raise forms.ValidationError(_wrong_closure(error)) from None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors:
            if not any(said[day] for day in WEEKDAYS):
                raise forms.ValidationError(
                    _(
                        "It would never be open. Give at least one day hours; a brand that keeps "
                        "no office hours is always open."
                    )
                )
            if self.as_asked().next_opening(timezone.now()) is None:
                raise forms.ValidationError(
                    _("It would never be open: all its hours are on days off.")
                )
        return said

    def as_asked(self) -> Calendar:
        """Return the calendar as it would be; nothing is changed."""
        said = self.cleaned_data
        return Calendar(
            time_zone=said["time_zone"], hours={day: said[day] for day in WEEKDAYS},
            days_off=said["days_off"], country=said["country"], shut=self.instance.shut,
        )  # fmt: skip

    def save(self, commit: bool = True) -> Calendar:
        week = {day: self.cleaned_data[day] for day in WEEKDAYS}
        self.instance.hours = {day: ranges for day, ranges in week.items() if ranges}
        self.instance.days_off = self.cleaned_data["days_off"]
        return super().save(commit)


def _wrong_closure(error: NoClosure) -> str:
    if error.is_backwards:
        return _("“%(word)s” ends before it begins.") % {"word": error}
    if error.is_long:
        return _("“%(word)s” is longer than %(days)d days.") % {"word": error, "days": LONGEST}
    return _("“%(word)s” is not a date. Write 2026-12-25, or 2026-12-28~2026-12-31.") % {
        "word": error
    }
