"""The seam for what an upper app knows of envelopes and deliveries: what became of them, and
which of them a member may not see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Q, QuerySet

from maru.staff.members.roles import Power

if TYPE_CHECKING:
    from maru.staff.members.models import Member


@dataclass(frozen=True)
class Outcome:
    """What an opened envelope became."""

    message: int | None  # None: it stands beside the ticket
    ticket: int
    customer: int | None = None


Outcomes = Callable[[Iterable[int]], dict[int, Outcome]]
Rows = TypeVar("Rows", bound=QuerySet[Any])
Narrow = Callable[[Any, "Member"], Any]

_outcomes: list[Outcomes] = []
_narrowings: list[Narrow] = []


def tell_outcomes_with(outcomes: Outcomes) -> None:
    """Register what gives envelope id -> Outcome for opened envelopes, or for some of them."""
    if outcomes not in _outcomes:
        _outcomes.append(outcomes)


def outcomes_of(envelopes: Iterable[int]) -> dict[int, Outcome]:
    """Return envelope id -> Outcome; nothing for those that became nothing. Costs one query for
    each app that tells, and is asked of what the others do not know."""
    envelopes, found = list(envelopes), dict[int, Outcome]()
    for outcomes in _outcomes:
        left = [pk for pk in envelopes if pk not in found]
        found |= outcomes(left) if left else {}
    return found


def narrow_with(narrow: Narrow) -> None:
    """Register what leaves out the envelopes and deliveries of what a member may not see."""
    if narrow not in _narrowings:
        _narrowings.append(narrow)


def seen(rows: Rows, member: Member, mine: Q) -> Rows:
    """Return what ``member`` may list of ``mine``: nothing if their role does not read, and
    nothing that a registered app hides from them."""
    rows = rows.filter(mine) if member.can(Power.READ) else rows.none()
    for narrow in _narrowings:
        rows = narrow(rows, member)
    return rows
