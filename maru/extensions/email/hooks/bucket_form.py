from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.extensions.email.hooks.bucket import Bucket
from maru.extensions.email.hooks.hook import Hook
from maru.staff.journal.recorded import RecordedForm

# "General purpose bucket naming rules", and how AWS names its regions.
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}")
_KEY_ID = re.compile(r"[A-Z0-9]{16,128}")


class BucketForm(RecordedForm[Bucket]):
    """From which bucket of S3 mail is fetched, and with which key."""

    secret_fields = ("secret",)

    secret = forms.CharField(
        label=gettext_lazy("Secret access key"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Bucket
        fields = ["name", "region", "prefix", "key_id"]
        labels = {
            "name": gettext_lazy("Bucket"),
            "region": gettext_lazy("Region of the bucket"),
            "prefix": gettext_lazy("Prefix"),
            "key_id": gettext_lazy("Access key"),
        }
        help_texts = {
            "prefix": gettext_lazy("As in the action of the rule in SES. Only the test needs it."),
            "key_id": gettext_lazy("Of an IAM user that may read this bucket and nothing else."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"spellcheck": "false"}),
            "region": forms.TextInput(attrs={"placeholder": "ap-northeast-2"}),
            "prefix": forms.TextInput(attrs={"spellcheck": "false"}),
            "key_id": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept_for = self.instance.key_id if self.instance.sealed_secret else ""
        if self._kept_for:
            self.fields["secret"].help_text = _("One is kept. Leave this empty to go on with it.")
        # A prefix may begin or end with anything, as in S3.
        prefix = self.fields["prefix"]
        if isinstance(prefix, forms.CharField):
            prefix.strip = False

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if not _NAME.fullmatch(name) or ".." in name:
            raise forms.ValidationError(_("This is not the name of a bucket, such as my-mail."))
        return name

    def clean_region(self) -> str:
        region: str = self.cleaned_data["region"].strip().lower()
        if not _REGION.fullmatch(region):
            raise forms.ValidationError(_("A region is written as ap-northeast-2."))
        return region

    def clean_key_id(self) -> str:
        key_id: str = self.cleaned_data["key_id"].strip()
        if key_id and not _KEY_ID.fullmatch(key_id):
            raise forms.ValidationError(_("This is no access key. It looks like AKIA…"))
        if not key_id and not (settings.S3_KEY_ID and settings.S3_SECRET):
            raise forms.ValidationError(
                _("Give an access key, since the installation has none (MARU_S3_KEY_ID).")
            )
        return key_id

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        key_id, secret = data.get("key_id", ""), "".join(str(data.get("secret", "")).split())
        data["secret"] = secret if key_id else ""
        if key_id and not secret and key_id != self._kept_for:
            self.add_error("secret", _("Give the secret of this access key, too."))
        return data

    def save(self, commit: bool = True) -> Bucket:
        """Raises Http404 if the webhook was removed meanwhile."""
        if self.cleaned_data["secret"] or not self.cleaned_data["key_id"]:
            self.instance.secret = self.cleaned_data["secret"]
        with transaction.atomic():
            get_object_or_404(Hook.objects.select_for_update(), pk=self.instance.hook_id)
            return super().save(commit)
