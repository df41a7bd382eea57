"""The seam for what follows when somebody has to read abuse."""

from __future__ import annotations

from collections.abc import Callable

from maru.staff.members.models import Member

Follow = Callable[[Member], object]
_following: list[Follow] = []


def when_opened(follow: Follow) -> None:
    """Have ``follow`` called, in the transaction, once for each abusive message that a member
    opens."""
    if follow not in _following:
        _following.append(follow)


def tell_opened(member: Member) -> None:
    for follow in _following:
        follow(member)
