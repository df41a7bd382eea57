"""allauth's forms with our brake: by account and by address, over all processes (S15)."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext as _

from maru.staff.members.second_step.codes import count_wrong, may_try, right_one

# What a made-up credential makes fido2 stumble over, beside what it refuses.
STUMBLES = (AttributeError, IndexError, KeyError, TypeError, ValueError)


def _check_brake(member: Any) -> None:
    if not may_try(context.request, member):
        raise forms.ValidationError(_("Too many attempts. Wait 15 minutes and try again."))


class _BrakedCode(forms.Form):
    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        _check_brake(self.user)
        code: str = self.cleaned_data["code"]
        found = right_one(self.user, code)
        if found is None:
            count_wrong(context.request, self.user)
            raise get_adapter().validation_error("incorrect_code")
        found.user = self.user
        self.authenticator = found
        return code


class CodeForm(_BrakedCode, AuthenticateForm):  # type: ignore[misc]
    pass


class CodeAgainForm(_BrakedCode, ReauthenticateForm):  # type: ignore[misc]
    pass


class _BrakedPasskey(forms.Form):
    user: Any

    def clean_credential(self) -> Authenticator:
        if self.user is not None:
            _check_brake(self.user)
        try:
            found: Authenticator = super().clean_credential()  # type: ignore[misc]
        except (forms.ValidationError, *STUMBLES):
            if self.user is not None:
                count_wrong(context.request, self.user)
            raise get_adapter().validation_error("incorrect_code") from None
        if not found.user.is_active:
            raise get_adapter().validation_error("incorrect_code")
        return found


class PasskeyForm(_BrakedPasskey, AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyAgainForm(_BrakedPasskey, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeySignInForm(_BrakedPasskey, LoginWebAuthnForm):  # type: ignore[misc]
    pass


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and what its owner calls it."""

    def clean(self) -> dict[str, Any]:
        try:
            answers: dict[str, Any] = super().clean()
        except STUMBLES:
            raise get_adapter().validation_error("incorrect_code") from None
        return answers
