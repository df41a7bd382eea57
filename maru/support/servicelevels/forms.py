"""What people put into a service level."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.conditions import BadCondition
from maru.kit.conditions.editing import Sheet, sheet_in, sheet_of
from maru.kit.conditions.tree import tests_of
from maru.staff.journal.recorded import RecordedForm
from maru.staff.members.models import Member
from maru.support.servicelevels.conditions import may_decide
from maru.support.servicelevels.level import MOST, PAUSING, ServiceLevel, Told
from maru.support.servicelevels.spans import read_span, said_span
from maru.support.servicelevels.targets import Target
from maru.support.tickets.choices import Status
from maru.support.tickets.editing_conditions import choices_of, offered_to
from maru.support.tickets.vocabulary import TICKETS


class SpanField(forms.CharField):
    """Working time, as minutes; None for nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        minutes = read_span(text)
        if minutes is None:
            raise forms.ValidationError(_("Write it like this: 4 hours 30 minutes"))
        if minutes > MOST:
            raise forms.ValidationError(_("A year is the most that can be promised."))
        return minutes


class ServiceLevelForm(RecordedForm[ServiceLevel]):
    """Name, promises, hours, pauses and whom to tell; the conditions are a Sheet of their own, or
    come whole with ``conditions``."""

    first_reply = SpanField(
        label=gettext_lazy("First reply"),
        help_text=gettext_lazy("From the customer's first word to our first answer."),
    )
    next_reply = SpanField(
        label=gettext_lazy("Next reply"),
        help_text=gettext_lazy("From each further word of the customer to our answer."),
    )
    update = SpanField(
        label=gettext_lazy("Periodic update"),
        help_text=gettext_lazy("So often the customer hears from us until it is solved."),
    )
    resolve = SpanField(
        label=gettext_lazy("Resolution"),
        help_text=gettext_lazy("From the beginning until it is solved."),
    )
    warn_before = SpanField(
        label=gettext_lazy("Warn before"),
        help_text=gettext_lazy("Working time before it is due. Empty: no warning."),
    )
    pauses = forms.MultipleChoiceField(
        label=gettext_lazy("Stands still while the status is"), required=False,
        choices=lambda: [(status.value, status.label) for status in PAUSING],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    tells = forms.MultipleChoiceField(
        label=gettext_lazy("Who is told"), required=False, choices=Told.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = ServiceLevel
        fields = ["name", "is_on", "calendar", *Target.values, "warn_before", "pauses", "tells"]
        labels = {
            "name": gettext_lazy("Name"),
            "is_on": gettext_lazy("In use"),
            "calendar": gettext_lazy("Office hours"),
        }

    def __init__(
        self, data: Any = None, *, instance: ServiceLevel, member: Member, conditions: Any = None
    ) -> None:
        super().__init__(data, instance=instance)
        calendar = self.fields["calendar"]
        assert isinstance(calendar, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        calendar.empty_label = _("Those of the ticket's brand")
        for name in (*Target.values, "warn_before"):
            minutes = getattr(instance, name)
            self.initial[name] = said_span(minutes) if minutes else ""
            self.fields[name].widget.attrs["placeholder"] = _("4 hours")
        self.sheet: Sheet | None = None
        self._whole = conditions
        if conditions is None:
            choices, offered = choices_of(member), offered_to(member)

            def offers(field: Any) -> bool:
                return may_decide(field) and offered(field)

            self.sheet = sheet_of(TICKETS, instance.conditions, choices, offers)
            if data is not None and self.sheet is not None:
                self.sheet = sheet_in(TICKETS, data, choices, offers)

    def clean_warn_before(self) -> int:
        return self.cleaned_data["warn_before"] or 0

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors and not any(said[target] for target in Target.values):
            raise forms.ValidationError(_("Promise at least one thing."))
        try:
            said["conditions"] = self._conditions()
        except BadCondition as error:
            rows = [
                row for group in (self.sheet.groups if self.sheet else []) for row in group.rows
            ]
            once_more = _("Look at the conditions once more.")
            self.add_error(None, once_more if any(row.error for row in rows) else error.message)
        return said

    def _conditions(self) -> Any:
        if self._whole is None:
            given = self.sheet.conditions() if self.sheet else self.instance.conditions
        else:
            given = self._whole
        if not given or given == {"all": []}:
            return {}
        for test in tests_of(TICKETS.read(given)):
            if not may_decide(TICKETS[test.field]):
                raise BadCondition("", _("A service level cannot go by “%(field)s”.") % {
                    "field": TICKETS[test.field].label})  # fmt: skip
        return given

    def as_asked(self) -> ServiceLevel:
        """Return the level as it would be; ``is_valid`` comes before."""
        self.instance.conditions = self.cleaned_data["conditions"]
        if self.instance._state.adding:
            self.instance.put_last()
        return self.instance

    def save(self, commit: bool = True) -> ServiceLevel:
        self.as_asked()
        if "conditions" in self.cleaned_data:
            self.initial.setdefault("conditions", None)
        return super().save(commit)

    @property
    def changed_data(self) -> list[str]:
        """The conditions are no field, and told of with the others."""
        found = list(super().changed_data)
        before = type(self.instance).objects.filter(pk=self.instance.pk).values_list(
            "conditions", flat=True
        ).first()  # fmt: skip
        if self.is_bound and self.cleaned_data.get("conditions", before) != before:
            self.initial["conditions"] = before
            found.append("conditions")
        return found


def status_label(status: str) -> str:
    return str(Status(status).label)
