"""Passes for the pictures of a sandboxed frame, which has no cookies to show who asks.

A pass names its member and what it is for, and ends after an hour.
"""

from __future__ import annotations

from typing import Any

from django.core import signing

from maru.staff.members.models import Member

MAX_AGE = 3600  # seconds


def new_pass(member: Member, purpose: str, what: Any) -> str:
    """Return a pass for ``member`` to ``what``, which is something JSON can hold."""
    return signing.dumps([member.pk, what], salt=f"tickets.{purpose}", compress=True)


def read_pass(given: str, purpose: str) -> tuple[Member, Any] | None:
    """Return whose pass it is and for what; None if it is not ours, too old, or its member left."""
    try:
        pk, what = signing.loads(given, salt=f"tickets.{purpose}", max_age=MAX_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    member = Member.objects.active().filter(pk=pk).first()
    return (member, what) if member else None
