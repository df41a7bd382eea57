"""The seam for mail that answers what stands beside a ticket, and so belongs to no conversation
with a customer.

An upper app claims it before any ticket is looked for; what it makes of it is written in the
transaction that receives.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from maru.records.channels.reception import Arrival


class Claimed(Protocol):
    """A mail that somebody knows what to do with."""

    arrival: Arrival

    def carry_out(self) -> Any:
        """Write down what it says. What this raises undoes the receiving."""


Claim = Callable[[Collection[Arrival]], Mapping[int, Claimed]]
_claims: list[Claim] = []


def claim_with(claim: Claim) -> None:
    """Have ``claim`` say which mails are its own, by the ids of their envelopes. It must be quick
    and ask no network."""
    if claim not in _claims:
        _claims.append(claim)


def claimed(arrivals: Collection[Arrival]) -> dict[int, Claimed]:
    """Return whose each of ``arrivals`` is that somebody claims: the first who does."""
    found: dict[int, Claimed] = {}
    for claim in _claims:
        found = {**claim(arrivals), **found}
    return found
