"""Guessing is slowed by account and by address (S15)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def client_address(request: HttpRequest) -> str:
    """Return the address of the client; project.middleware has already resolved proxies."""
    return str(request.META.get("REMOTE_ADDR", ""))


def locked_out(request: HttpRequest, credentials: dict[str, Any], *args: Any) -> HttpResponse:
    """Answer 429 in words: the same for a known and an unknown account."""
    return render(request, "members/locked_out.html", status=429)
