from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.extensions.email.imap.providers import provider_of
from maru.extensions.email.models import Relay
from maru.extensions.email.security import Security
from maru.extensions.email.sending.providers import PROVIDERS, RelayKind
from maru.staff.journal.recorded import RecordedForm

_HOST = re.compile(r"^(?!-)[\w-]{1,63}(?:\.(?!-)[\w-]{1,63})*\.?$")


class RelayForm(RecordedForm[Relay]):
    """The server or provider that answers leave by. Its secret goes in and never comes out."""

    secret_fields = ("password",)

    host = forms.CharField(
        label=gettext_lazy("Server"),
        max_length=253,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "smtp.example.com", "spellcheck": "false"}),
    )
    port = forms.IntegerField(
        label=gettext_lazy("Port"), min_value=1, max_value=65535, initial=587, required=False
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Relay
        fields = ["kind", "host", "port", "security", "as_mailbox", "user", "region", "domain"]
        labels = {
            "kind": gettext_lazy("Leaves by"),
            "security": gettext_lazy("Encryption"),
            "as_mailbox": gettext_lazy("Send by the mailbox's sign-in"),
            "user": gettext_lazy("User name"),
            "region": gettext_lazy("Region"),
            "domain": gettext_lazy("Domain at the provider"),
        }
        help_texts = {
            "security": gettext_lazy("Port 587 usually goes with STARTTLS, 465 with TLS."),
            "as_mailbox": gettext_lazy("As it is read: no user name and no password are needed."),
            "user": gettext_lazy("Empty, if the server asks for none."),
            "domain": gettext_lazy("Empty: the domain of the sender."),
        }
        widgets = {
            "domain": forms.TextInput(
                attrs={"placeholder": "mail.example.com", "spellcheck": "false"}
            ),
            "user": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["security"].required = False  # a provider has none
        self._kept_secret = self.instance.sealed_password
        if self.instance.sealed_password:
            self.fields["password"].help_text = _("One is kept. Leave this empty to go on with it.")

    def clean_host(self) -> str:
        host: str = self.cleaned_data["host"].strip().lower()
        if host and not _HOST.match(host) and not _is_address(host):
            raise forms.ValidationError(
                _("Only the server's name, such as smtp.example.com: no smtp:// and no port.")
            )
        return host

    def clean_domain(self) -> str:
        domain: str = self.cleaned_data["domain"].strip().lower()
        if domain and not _HOST.match(domain):
            raise forms.ValidationError(_("Only the domain, such as mail.example.com."))
        return domain

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["port"] = data.get("port") or 587
        data["security"] = data.get("security") or Security.STARTTLS
        if data.get("kind") == RelayKind.SMTP:
            self._clean_server(data)
        elif "kind" in data:
            self._clean_provider(data)
        return data

    def _clean_server(self, data: dict[str, Any]) -> None:
        if data.get("as_mailbox"):
            self._clean_as_mailbox(data)
        if not data.get("host") and "host" not in self.errors:
            self.add_error("host", _("Which server shall send? Its name, please."))
        data["region"] = data["domain"] = ""
        kept = self._kept_secret and data.get("user") and not data.get("password")
        # What was kept for one server is told to no other: nobody reads it out that way.
        if kept and self._is_another(data) and "host" not in self.errors:
            self.add_error("password", _("The server is another one: give the password again."))
        if data.get("password") and not data.get("user") and "user" not in self.errors:
            self.add_error("user", _("Whose password is it?"))

    def _clean_as_mailbox(self, data: dict[str, Any]) -> None:
        data["user"] = data["password"] = ""
        mailbox = self.instance.mailbox
        if mailbox is None:
            self.add_error("as_mailbox", _("This address has no mailbox that was signed in to."))
            return
        provider = provider_of(mailbox.host)
        if provider and not data.get("host"):
            data["host"], data["port"] = provider.smtp_host, provider.smtp_port
            data["security"] = provider.smtp_security
        # Given to one provider, the sign-in is told to no other: nobody reads it out that way.
        own = provider.smtp_host if provider else mailbox.host
        if data.get("host") and data["host"] != own:
            self.add_error("host", _("The mailbox's sign-in works at %(host)s.") % {"host": own})

    def _clean_provider(self, data: dict[str, Any]) -> None:
        data["host"] = data["user"] = ""
        data["as_mailbox"] = False
        for name in ("host", "user", "port"):  # of the other kind, and not shown
            self.errors.pop(name, None)
        if PROVIDERS[data["kind"]].api_in_europe == "":
            data["region"] = ""
        if data["kind"] != RelayKind.MAILGUN:
            data["domain"] = ""
        if data.get("password"):
            data["password"] = data["password"].strip()
            if not data["password"].isascii():
                self.add_error("password", _("This is no key: keys are made of ASCII letters."))
        elif not self._kept_secret or self._is_another(data):
            self.add_error("password", _("The provider wants its key."))

    def _is_another(self, data: dict[str, Any]) -> bool:
        return any(data.get(name) != self.initial.get(name) for name in ("kind", "host"))

    def save(self, commit: bool = True) -> Relay:
        data = self.cleaned_data
        if data["kind"] == RelayKind.SMTP and not data["user"]:
            self.instance.password = ""
        elif data["password"]:
            self.instance.password = data["password"]
        return super().save(commit)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
