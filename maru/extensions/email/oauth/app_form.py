from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.extensions.email.mailbox import Mailbox
from maru.extensions.email.oauth.provider_app import ANY_TENANT, ProviderApp
from maru.staff.journal.recorded import RecordedForm

_TENANT = re.compile(r"^[a-z0-9][a-z0-9.-]{0,99}$")
_SERVER = re.compile(r"^https://[^/?#@]+$")


class ProviderAppForm(RecordedForm[ProviderApp]):
    """What Google or Microsoft gave when Maru was registered there. The secret never comes out.

    With another client ID or sign-in server all its mailboxes must be signed in to anew:
    no permission given to one is told to another.
    """

    secret_fields = ("client_secret",)

    client_secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        required=False,
        max_length=2000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    server = forms.CharField(
        label=gettext_lazy("Sign-in server"),
        required=False,
        max_length=200,
        validators=[URLValidator(schemes=["https"])],
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
        help_text=gettext_lazy(
            "Empty: the provider's. Only Microsoft's national clouds have another."
        ),
    )

    class Meta:
        model = ProviderApp
        fields = ["client_id", "tenant", "server"]
        labels = {
            "client_id": gettext_lazy("Client ID"),
            "tenant": gettext_lazy("Tenant"),
        }
        help_texts = {
            "tenant": gettext_lazy("The directory (tenant) ID, if the app is for your organization "
                                   "alone. Empty: every organization's and private accounts."),
        }  # fmt: skip
        widgets = {
            "client_id": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            "tenant": forms.TextInput(attrs={"placeholder": ANY_TENANT, "spellcheck": "false"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept_secret = self.instance.sealed_client_secret
        self.fields["tenant"].required = False
        if self._kept_secret:
            kept = _("One is kept. Leave this empty to go on with it.")
            self.fields["client_secret"].help_text = kept
        if not self.instance.service.has_tenants:
            del self.fields["tenant"]

    def clean_client_id(self) -> str:
        client_id: str = self.cleaned_data["client_id"].strip()
        if not client_id.isascii() or " " in client_id:
            raise forms.ValidationError(_("This is no client ID: it has no spaces in it."))
        return client_id

    def clean_tenant(self) -> str:
        tenant: str = self.cleaned_data["tenant"].strip().lower() or ANY_TENANT
        if not _TENANT.match(tenant):
            raise forms.ValidationError(
                _("Only the tenant's ID or domain, such as contoso.onmicrosoft.com.")
            )
        return tenant

    def clean_server(self) -> str:
        server: str = self.cleaned_data["server"].strip().rstrip("/").lower()
        if server and not _SERVER.match(server):
            raise forms.ValidationError(
                _("Only the server, such as https://login.microsoftonline.us, without a path.")
            )
        return server

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("client_secret") and not self.errors:
            if not self._kept_secret:
                self.add_error("client_secret", _("The provider gave one with the client ID."))
            elif self._is_another(data):
                self.add_error(
                    "client_secret", _("This is another client or server: give its secret, too.")
                )
        return data

    def _is_another(self, data: dict[str, Any]) -> bool:
        return any(data.get(name) != self.initial.get(name) for name in ("client_id", "server"))

    def save(self, commit: bool = True) -> ProviderApp:
        if self.cleaned_data["client_secret"]:
            self.instance.client_secret = self.cleaned_data["client_secret"]
        with transaction.atomic():
            if self.instance.pk and self._is_another(self.cleaned_data):
                self._forget_permissions()
            return super().save(commit)

    def _forget_permissions(self) -> None:
        for mailbox in Mailbox.objects.select_for_update().filter(app=self.instance):
            mailbox.refresh_token, mailbox.trouble, mailbox.trouble_detail = "", "sign_in", ""
            mailbox.begin_anew()  # who reads it by the old one stops
            mailbox.save()
