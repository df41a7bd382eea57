"""What people put into a path and its levels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.records.channels.models import Channel
from maru.staff.company.models import Brand
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.journal.recorded import RecordedForm
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.escalations.forms import DeadlineField
from maru.support.escalations.handing.owning import CHANGING
from maru.support.escalations.models import EscalationLevel, EscalationPath
from maru.support.escalations.paths.level import Way
from maru.support.escalations.paths.path import PAUSING
from maru.support.servicelevels.forms import SpanField
from maru.support.servicelevels.spans import said_span

MOST_LEVELS = 20


class EscalationPathForm(RecordedForm[EscalationPath]):
    warn_before = SpanField(
        label=gettext_lazy("Warn before"),
        help_text=gettext_lazy("Working time before the deadline. Empty: no warning."),
    )
    pauses = forms.MultipleChoiceField(
        label=gettext_lazy("Stands still while the status is"), required=False,
        choices=lambda: [(status.value, status.label) for status in PAUSING],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    brands = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Of which brands"), queryset=Brand.objects.all(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("None: of all."),
    )  # fmt: skip
    teams = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who may use it"), queryset=Team.objects.all(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("None: every team."),
    )  # fmt: skip

    class Meta:
        model = EscalationPath
        fields = ["name", "is_on", "brands", "teams", "warn_before", "pauses"]

    def __init__(self, data: Any = None, *, instance: EscalationPath) -> None:
        super().__init__(data, instance=instance)
        before = instance.warn_before
        self.initial["warn_before"] = said_span(before) if before else ""
        self.fields["warn_before"].widget.attrs["placeholder"] = _("1 hour")

    def clean_warn_before(self) -> int:
        return self.cleaned_data["warn_before"] or 0

    def save(self, commit: bool = True) -> EscalationPath:
        if self.instance._state.adding:
            self.instance.put_last()
        return super().save(commit)

    def _plain(self, name: str, value: Any) -> Any:
        if isinstance(value, models.QuerySet | list | tuple):
            return [getattr(each, "pk", each) for each in value]
        return super()._plain(name, value)


class EscalationLevelForm(forms.ModelForm):  # type: ignore[type-arg]
    """A level: a name, what happens there, and who stands behind it."""

    goal = DeadlineField(
        label=gettext_lazy("Usual deadline"),
        help_text=gettext_lazy("Working time, such as 4 hours 30 minutes."),
    )

    class Meta:
        model = EscalationLevel
        fields = ["name", "way", "team", "person", "address", "goal"]
        widgets = {"way": forms.RadioSelect}
        help_texts = {
            "person": gettext_lazy("Hears of it first. Nobody: the whole team does."),
            "address": gettext_lazy("Of the vendor who is asked by mail."),
        }

    instance: EscalationLevel

    def __init__(self, data: Any = None, *, instance: EscalationLevel) -> None:
        super().__init__(data, instance=instance)
        self.initial["goal"] = said_span(instance.goal)
        people = Member.objects.active().filter(role__in=CHANGING).order_by("name")
        for name, rows, empty in (
            ("team", Team.objects.all(), _("no team")), ("person", people, _("nobody")),
        ):  # fmt: skip
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
            field.queryset, field.empty_label = rows, empty
            field.required = False

    def clean_address(self) -> str:
        address: str = (self.cleaned_data["address"] or "").strip().lower()
        if address and Channel.objects.addresses_among({address}):
            words = _("%s is a mailbox of ours: a mail there would come back as a ticket.")
            raise forms.ValidationError(words % address)
        if address and Member.objects.active().filter(email__iexact=address).exists():
            words = _("%s is a colleague's address. Choose a team instead.")
            raise forms.ValidationError(words % address)
        return address

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("way") == Way.VENDOR:
            said["team"] = said["person"] = None
            if "address" in said and not said["address"]:
                self.add_error("address", _("Say to which address the vendor is written."))
        elif "team" in said:
            said["address"] = ""
            if said["team"] is None:
                self.add_error("team", _("Choose the team of this level."))
        return said

    def save_by(self, by: Actor) -> EscalationLevel:
        """Save it with its event, which is its path's; none if nothing differed."""
        level, is_new = self.instance, self.instance._state.adding
        with transaction.atomic():
            rows = EscalationLevel.objects.select_for_update()
            before = None if is_new else rows.get(pk=level.pk).told
            if is_new:
                level.put_last()
            level.save()
            if before != level.told:
                verb = "escalationpath.level_added" if is_new else "escalationpath.level_changed"
                Event.record(verb, level.path, by=by, before=before, after=level.told)
        return level
