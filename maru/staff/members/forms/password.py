from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.members.models import Member

NEW = forms.PasswordInput(attrs={"autocomplete": "new-password"})
CURRENT = forms.PasswordInput(attrs={"autocomplete": "current-password"})


class PasswordForm(forms.Form):
    """A new password; the old one too, unless there is none or the member came by a link."""

    old = forms.CharField(label=gettext_lazy("Password now"), widget=CURRENT, strip=False)
    new = forms.CharField(
        label=gettext_lazy("New password"),
        widget=NEW,
        strip=False,
        help_text=gettext_lazy("At least 10 characters. A sentence is easy to remember."),
    )

    def __init__(
        self, data: Any = None, *, request: HttpRequest, member: Member, ask_old: bool
    ) -> None:
        super().__init__(data)
        self.request, self.member = request, member
        if not ask_old:
            del self.fields["old"]

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        # By the same door as signing in, so that guesses here are counted too (S15).
        if authenticate(self.request, email=self.member.email, password=old) != self.member:
            raise forms.ValidationError(_("That is not your password now."))
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        password_validation.validate_password(new, self.member)
        return new
