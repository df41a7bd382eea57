from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from maru.staff.members.forms.password import NEW
from maru.staff.members.models import Invitation, Member


class JoiningForm(forms.Form):
    """What somebody invited says of themselves."""

    name = forms.CharField(
        label=_("Your name"), max_length=80, help_text=_("Colleagues and customers see it.")
    )
    password = forms.CharField(
        label=_("Password"),
        widget=NEW,
        strip=False,
        help_text=_("At least 10 characters. A sentence is easy to remember."),
    )

    def __init__(self, data: Any = None, *, invitation: Invitation) -> None:
        super().__init__(data, initial={"name": invitation.name})
        self.invitation = invitation
        # Who chooses a passkey makes it on the next page, and needs no password.
        if data and data.get("way") == "passkey":
            self.fields["password"].required = False

    def clean_password(self) -> str | None:
        password: str = self.cleaned_data["password"]
        if not self.fields["password"].required:
            return None
        you = Member(email=self.invitation.email, name=self.cleaned_data.get("name", ""))
        password_validation.validate_password(password, you)
        return password
