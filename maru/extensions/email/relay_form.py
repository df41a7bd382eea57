from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.extensions.email.models import Relay
from maru.staff.journal.recorded import RecordedForm

_HOST = re.compile(r"^(?!-)[\w-]{1,63}(?:\.(?!-)[\w-]{1,63})*\.?$")


class RelayForm(RecordedForm[Relay]):
    """The server that answers leave by. Its password goes in and never comes out."""

    secret_fields = ("password",)

    host = forms.CharField(
        label=gettext_lazy("Server"),
        max_length=253,
        widget=forms.TextInput(attrs={"placeholder": "smtp.example.com", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Which server shall send? Its name, please.")},
    )
    port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65535, initial=587)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Relay
        fields = ["host", "port", "security", "user"]
        labels = {"security": gettext_lazy("Encryption"), "user": gettext_lazy("User name")}
        help_texts = {
            "security": gettext_lazy("Port 587 usually goes with STARTTLS, 465 with TLS."),
            "user": gettext_lazy("Empty, if the server asks for none."),
        }
        widgets = {"user": forms.TextInput(attrs={"autocomplete": "off"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.sealed_password:
            self.fields["password"].help_text = _("One is kept. Leave this empty to go on with it.")

    def clean_host(self) -> str:
        host: str = self.cleaned_data["host"].strip().lower()
        if not _HOST.match(host) and not _is_address(host):
            raise forms.ValidationError(
                _("Only the server's name, such as smtp.example.com: no smtp:// and no port.")
            )
        return host

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_another = bool(self.initial.get("host")) and data.get("host") != self.initial["host"]
        kept = self.instance.sealed_password and data.get("user") and not data.get("password")
        # What was kept for one server is told to no other: nobody reads it out that way.
        if is_another and kept and "host" not in self.errors:
            self.add_error("password", _("The server is another one: give the password again."))
        if data.get("password") and not data.get("user") and "user" not in self.errors:
            self.add_error("user", _("Whose password is it?"))
        return data

    def save(self, commit: bool = True) -> Relay:
        if not self.cleaned_data["user"]:
            self.instance.password = ""
        elif self.cleaned_data["password"]:
            self.instance.password = self.cleaned_data["password"]
        return super().save(commit)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
