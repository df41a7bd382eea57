from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext, gettext_lazy

from maru.kit.secrets import seal, unseal
from maru.staff.company.models import Company
from maru.staff.members.member import Member


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's second step in our words, with its secrets sealed at rest."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That did not work. Try again."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def _get_site_name(self) -> str:
        return str(Company.here() or "Maru")

    def generate_authenticator_name(self, user: Member, type: Any) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}
