from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.extensions.email.hooks.hook import Hook, HookProvider
from maru.staff.journal.recorded import RecordedForm


class HookForm(RecordedForm[Hook]):
    """Which provider hands over an address's mail, and the key that it signs with."""

    secret_fields = ("key",)

    key = forms.CharField(
        label=gettext_lazy("Webhook signing key"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Mailgun's, at API Security. Postmark has none."),
    )

    class Meta:
        model = Hook
        fields = ["provider"]
        labels = {"provider": gettext_lazy("Mail provider")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.sealed_key:
            self.fields["key"].help_text = _("One is kept. Leave this empty to go on with it.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        wants_key = data.get("provider") == HookProvider.MAILGUN
        if wants_key and not data.get("key") and not self.instance.sealed_key:
            self.add_error("key", _("Without it nobody can tell Mailgun from a forger."))
        return data

    def save(self, commit: bool = True) -> Hook:
        if self.cleaned_data["key"]:
            self.instance.key = self.cleaned_data["key"]
        if not self.instance.token_hash:
            self.instance.renew_token()
        return super().save(commit)
