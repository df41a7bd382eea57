from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.staff.members.api_token import SCOPES

EXPLAINED = {
    "tickets:read": _("Read tickets, messages and files"),
    "tickets:write": _("Answer, change and open tickets"),
    "customers:read": _("Read customers"),
    "customers:write": _("Change customers"),
    "staff:read": _("Read members and teams"),
    "staff:write": _("Invite and deactivate members, change settings"),
}
DAYS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("1 year")), ("", _("Never"))]


class ApiTokenForm(forms.Form):
    """A new key for a program."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": _("Order system")}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=[(scope, EXPLAINED[scope]) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
        initial=["tickets:read"],
        error_messages={"required": _("Choose at least one.")},
    )
    days = forms.ChoiceField(label=_("Ends after"), choices=DAYS, required=False, initial="365")

    @property
    def expires_at(self) -> datetime | None:
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=int(days)) if days else None
