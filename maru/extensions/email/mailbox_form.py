"""What a person fills in to connect a mailbox; what the provider determines may stay empty."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Any

from django import forms
from django.core.validators import URLValidator, validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.extensions.email.imap.providers import PROVIDERS, Provider, provider_for, provider_of
from maru.extensions.email.imap.trial import try_out
from maru.extensions.email.imap.trouble import in_words
from maru.extensions.email.mailbox import AfterReading, Mailbox, SignInBy
from maru.extensions.email.security import Security
from maru.records.channels.models import Channel
from maru.staff.company.models import Brand
from maru.staff.journal.recorded import RecordedForm
from maru.staff.members.models import Member

_HOST = re.compile(r"^(?!-)[\w-]{1,63}(?:\.(?!-)[\w-]{1,63})*\.?$")
OTHER = "other"


class MailboxForm(RecordedForm[Mailbox]):
    """Checks itself against the server: what does not work is not saved while it is active.

    ``tries=False`` leaves that out, for who may not wait for a server.
    """

    secret_fields = ("password", "client_secret", "refresh_token")

    address = forms.CharField(
        label=gettext_lazy("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"placeholder": "support@example.com"}),
        help_text=gettext_lazy("Customers write here, and answers come from here."),
    )
    brand = forms.ModelChoiceField(Brand.objects.none(), label=gettext_lazy("Brand"))
    provider = forms.ChoiceField(label=gettext_lazy("Mail provider"), required=False)
    host = forms.CharField(
        label=gettext_lazy("Server (IMAP)"),
        max_length=253,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "imap.example.com", "spellcheck": "false"}),
        help_text=gettext_lazy("Empty: the provider's."),
    )
    port = forms.IntegerField(
        label=gettext_lazy("Port"), min_value=1, max_value=65535, initial=993, required=False
    )
    user = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Empty: the mail address."),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    client_secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        required=False,
        max_length=2000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    refresh_token = forms.CharField(
        label=gettext_lazy("Refresh token"),
        required=False,
        max_length=8000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    token_url = forms.CharField(
        label=gettext_lazy("Token address"),
        required=False,
        max_length=500,
        validators=[URLValidator(schemes=["https", "http"])],
        help_text=gettext_lazy("Empty: the provider's."),
    )
    folder_names = forms.CharField(
        label=gettext_lazy("Folders"),
        initial="INBOX",
        max_length=1000,
        help_text=gettext_lazy("With commas, if there are several."),
    )
    interval = forms.IntegerField(
        label=gettext_lazy("Looks every (seconds)"),
        min_value=10,
        max_value=3600,
        initial=60,
        help_text=gettext_lazy("Where the server can, new mail comes at once (IDLE)."),
    )

    class Meta:
        model = Mailbox
        fields = [
            "host", "port", "security", "sign_in_by", "user", "client_id", "token_url",
            "after_reading", "move_to", "begin_with", "interval", "is_active",
        ]  # fmt: skip
        labels = {
            "security": gettext_lazy("Encryption"),
            "sign_in_by": gettext_lazy("Sign in with"),
            "client_id": gettext_lazy("Client ID"),
            "after_reading": gettext_lazy("Once Maru has a mail"),
            "move_to": gettext_lazy("Folder to move to"),
            "begin_with": gettext_lazy("Begin with"),
            "is_active": gettext_lazy("Read this mailbox"),
        }
        help_texts = {
            "begin_with": gettext_lazy("Old mail that was read never comes in."),
            "is_active": gettext_lazy("Off: Maru leaves it alone and keeps its place."),
        }

    def __init__(self, *args: Any, member: Member, tries: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tries = tries
        self.trouble = ""
        names = [(p.key, p.name) for p in PROVIDERS]
        provider: Any = self.fields["provider"]
        provider.choices = [("", _("By the address")), *names, (OTHER, _("Another server"))]
        brands: Any = self.fields["brand"]
        brands.queryset = Brand.objects.visible_to(member)
        if self.instance.pk is None:
            brands.initial = brands.queryset.first()
            return
        for name in ("address", "brand", "provider", "begin_with"):
            del self.fields[name]
        self.initial.setdefault("folder_names", ", ".join(self.instance.folders))
        for name in self.secret_fields:
            if getattr(self.instance, name):
                self.fields[name].help_text = _("One is kept. Leave this empty to go on with it.")

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip().lower()
        try:
            validate_email(address)
        except forms.ValidationError:
            raise forms.ValidationError(
                _("This is not a mail address. One looks like support@example.com.")
            ) from None
        if Mailbox.objects.filter(channel__kind="email", channel__address=address).exists():
            raise forms.ValidationError(_("This address has a mailbox already."))
        brands: Any = self.fields["brand"]
        channel = Channel.objects.filter(kind="email", address=address).first()
        if channel and not brands.queryset.filter(pk=channel.brand_id).exists():
            raise forms.ValidationError(_("This address belongs to a brand you do not work for."))
        return address

    def clean_host(self) -> str:
        host: str = self.cleaned_data["host"].strip().lower()
        if host and not _HOST.match(host) and not _is_address(host):
            raise forms.ValidationError(
                _("Only the server's name, such as imap.example.com: no port and no slashes.")
            )
        return host

    def clean_folder_names(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["folder_names"].split(",")]
        return list(dict.fromkeys(name for name in names if name)) or ["INBOX"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._fill_in(data)
        if not data.get("host") and "host" not in self.errors:
            self.add_error("host", _("Which server is it? The address alone does not tell."))
        self._demand_secrets(data)
        if data.get("after_reading") == AfterReading.MOVE:
            if not data.get("move_to"):
                self.add_error("move_to", _("Which folder shall read mail go to?"))
            elif data["move_to"] in data.get("folder_names", []):
                self.add_error("move_to", _("Maru reads this folder: choose another one."))
        return data

    def _demand_secrets(self, data: dict[str, Any]) -> None:
        # What was kept for one server is told to no other: nobody reads it out that way.
        kept = self.instance if data.get("host") == self.initial.get("host") else Mailbox()
        if data.get("sign_in_by") == SignInBy.OAUTH2:
            if self._keeps_app(data):
                if kept is not self.instance:
                    self.add_error(
                        "host", _("The server is another one: sign in at the provider again.")
                    )
                return
            same = kept if data.get("token_url") == self.initial.get("token_url") else Mailbox()
            for name in ("client_id", "refresh_token", "token_url"):
                if not data.get(name) and not getattr(same, name):
                    self.add_error(name, _("OAuth2 needs this."))
        elif not data.get("password") and not kept.password:
            changed = bool(self.instance.password)
            again = _("The server is another one: give the password again.")
            self.add_error("password", again if changed else _("The server will ask for it."))

    def _keeps_app(self, data: dict[str, Any]) -> bool:
        """Return whether the sign-in by the company's app goes on to be used."""
        own = any(data.get(name) for name in ("client_id", "client_secret", "refresh_token"))
        return bool(self.instance.app_id and data.get("sign_in_by") == SignInBy.OAUTH2 and not own)

    def _fill_in(self, data: dict[str, Any]) -> None:
        provider = self._provider(data)
        if provider and not data.get("host"):
            data["host"], data["port"], data["security"] = provider.host, 993, Security.TLS
        if provider and not data.get("token_url") and not self._keeps_app(data):
            data["token_url"] = provider.token_url
        data["port"] = data.get("port") or 993
        data["user"] = data.get("user") or data.get("address") or self.instance.user

    def _provider(self, data: dict[str, Any]) -> Provider | None:
        chosen = next((p for p in PROVIDERS if p.key == data.get("provider")), None)
        if chosen or data.get("provider") == OTHER:
            return chosen
        return provider_of(data.get("host") or "") or provider_for(data.get("address") or "")

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        self._take_over()
        if self.tries and self.instance.is_active and (why := try_out(self.instance)):
            self.trouble = why.code
            self.add_error(None, f"{in_words(why.code)} {_shown(why.detail)}".strip())

    def _take_over(self) -> None:
        data = self.cleaned_data
        self.instance.folders = data["folder_names"]
        if self.instance.app_id and not self._keeps_app(data):
            self.instance.app, self.instance.refresh_token = None, ""
        for name in self.secret_fields:
            if data.get(name):
                setattr(self.instance, name, data[name])

    def save(self, commit: bool = True) -> Mailbox:
        self.instance.begin_anew()
        with transaction.atomic():
            if self.instance.pk is None:
                self.instance.channel = self._channel()
            return super().save(commit)

    def _channel(self) -> Channel:
        brand = self.cleaned_data["brand"]
        channel, _new = Channel.objects.get_or_create(
            kind="email", address=self.cleaned_data["address"], defaults={"brand": brand}
        )
        return channel


def _shown(detail: str) -> str:
    return f"({detail})" if detail else ""


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
