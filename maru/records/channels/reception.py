"""The seam for what becomes of an opened envelope: an upper app receives it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from maru.records.channels.incoming import Incoming

if TYPE_CHECKING:
    from maru.records.channels.models import Envelope

Receive = Callable[["Envelope", Incoming], None]
_receivers: list[Receive] = []


def receive_with(receive: Receive) -> None:
    """Register who gets each opened envelope, inside the transaction that marks it opened."""
    _receivers[:] = [receive]


def receive(envelope: Envelope, incoming: Incoming) -> None:
    _receivers[0](envelope, incoming)
