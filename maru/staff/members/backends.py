from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from maru.staff.members.models import Member, SignInLink


class SignInLinkBackend(ModelBackend):
    """Signs in by a one-time link, through the same door as passwords: guesses are counted."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, sign_in_link: str = "", **credentials: Any
    ) -> Member | None:
        return SignInLink.spend(sign_in_link) if sign_in_link else None
