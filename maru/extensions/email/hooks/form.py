from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.extensions.email.hooks.bucket import Bucket
from maru.extensions.email.hooks.hook import Hook, HookProvider
from maru.extensions.email.hooks.sendgrid import public_key
from maru.staff.journal.event import Actor
from maru.staff.journal.recorded import RecordedForm


class HookForm(RecordedForm[Hook]):
    """Which provider hands over an address's mail, and what its signatures are checked with."""

    secret_fields = ("key",)

    key = forms.CharField(
        label=gettext_lazy("What the signature is checked with"),
        required=False,
        max_length=400,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "Mailgun: the HTTP webhook signing key, at API Security. Amazon SES: the 12 digits of "
            "your AWS account. SendGrid: the verification key of the event webhook. Postmark: "
            "nothing."
        ),
    )

    class Meta:
        model = Hook
        fields = ["provider"]
        labels = {"provider": gettext_lazy("Mail provider")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._was_for = self.instance.provider if self.instance.pk else ""
        self._kept_for = self._was_for if self.instance.sealed_key else ""
        if self._kept_for:
            self.fields["key"].help_text = _("One is kept. Leave this empty to go on with it.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        provider, key = data.get("provider"), "".join(str(data.get("key", "")).split())
        if provider == HookProvider.SES:
            data["key"] = key = key.replace("-", "")  # AWS shows it as 1234-5678-9012
        if not key:
            if provider not in (HookProvider.POSTMARK, self._kept_for):
                self.add_error("key", _("Without it nobody can tell the provider from a forger."))
        elif provider == HookProvider.SES and not re.fullmatch(r"[0-9]{12}", key):
            self.add_error("key", _("The number of an AWS account has 12 digits."))
        elif provider == HookProvider.SENDGRID and not _is_public_key(key):
            self.add_error("key", _("This is no verification key. It begins with MFkw."))
        return data

    def save(self, commit: bool = True) -> Hook:
        hook, key = self.instance, self.cleaned_data["key"]
        if self._was_for not in ("", hook.provider):
            hook.drop_keys()  # another provider's
        if key:
            hook.replace_key(key)
        if hook.pk is None:
            hook.renew_token()
            return super().save(commit)
        # Nothing else: its address may have been renewed since this page was opened.
        hook.save(update_fields=["provider", "sealed_key", "sealed_old_key", "old_key_until"])
        return hook

    def save_by(self, by: Actor, *, noun: str = "") -> Hook:
        """As of every form; the key of a bucket does not outlive the provider that it is for."""
        with transaction.atomic():
            if self.instance.pk and self.cleaned_data["provider"] != HookProvider.SES:
                for bucket in Bucket.objects.filter(hook=self.instance):
                    bucket.forget(by=by)
            return super().save_by(by, noun=noun)


def _is_public_key(text: str) -> bool:
    try:
        public_key(text)
    except (ValueError, TypeError):
        return False
    return True
