from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from maru.staff.members.member import Member
from maru.staff.members.throttle import client_address


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: colleagues are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Member | None:
        """Return the member; None for a deactivated one, who hears the same as a guesser (S15)."""
        member: Member | None = super().authenticate(request, **credentials)
        return member if member and member.is_active else None

    def reauthenticate(self, user: Member, password: str) -> bool:
        """By the same door as signing in, so that guesses are counted (S15)."""
        return self.authenticate(context.request, email=user.email, password=password) == user

    def respond_user_inactive(self, request: HttpRequest, user: Member) -> HttpResponse:
        return redirect("account_login")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: whoever has just signed in sees that they have."""
