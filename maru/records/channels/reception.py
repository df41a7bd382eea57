"""The seam for what becomes of opened envelopes: an upper app receives them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maru.records.channels.incoming import Incoming

if TYPE_CHECKING:
    from maru.records.channels.models import Envelope


@dataclass(frozen=True)
class Arrival:
    """An envelope, and what was in it."""

    envelope: Envelope
    incoming: Incoming


Receive = Callable[[list[Arrival]], None]
_receivers: list[Receive] = []


def receive_with(receive: Receive) -> None:
    """Register who gets opened envelopes, oldest first, in the transaction that marks them so.

    ``receive`` takes all or raises; then each is given to it by itself.
    """
    _receivers[:] = [receive]


def receive(arrivals: list[Arrival]) -> None:
    _receivers[0](arrivals)
