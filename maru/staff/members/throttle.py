"""Guessing is slowed by account and by address (S15). django-axes counts, in the database.

allauth's own limits are off: they live in one process's memory, so that two
brakes would lock at different times and a restart would forget one of them.
"""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from maru.kit.throttling.throttle import place

# Behind one address sit many colleagues: it may err three times as often as an account.
ADDRESS_ALLOWANCE = 3


def client_address(request: HttpRequest) -> str:
    """Return the address of the client; project.middleware has already resolved proxies."""
    return str(request.META.get("REMOTE_ADDR", ""))


def client_place(request: HttpRequest) -> str:
    """Return the address that a guess is counted against: of an IPv6 client its /64's first."""
    return place(client_address(request)).partition("/")[0]


def account(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return what a guess is counted against: the e-mail tried, or for a link the address."""
    given = credentials or request.POST
    email = given.get("email") or given.get("login") or ""
    return str(email).strip().lower()[:255] or f"link from {client_place(request)}"


class Brake(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts wrong guesses: an account's from everywhere, an address's on every account."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        by_account, by_address = (
            attempts.aggregate(count=Sum("failures_since_start"))["count"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(by_account, by_address // ADDRESS_ALLOWANCE)

    def reset_user_attempts(
        self, request: HttpRequest, credentials: dict[str, Any] | None = None
    ) -> int:
        # Only this account's slips from here: whoever has one password of their own
        # must not wipe what was counted against them elsewhere.
        slips = AccessAttempt.objects.filter(
            username=account(request, credentials), ip_address=client_place(request)
        )
        return int(slips.delete()[0])


def locked_out(request: HttpRequest, *args: Any) -> HttpResponse:
    """Answer 429 in words: the same for a known and an unknown account."""
    return render(request, "members/locked_out.html", status=429)
