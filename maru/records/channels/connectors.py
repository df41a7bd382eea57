"""The seam for channels: an extension registers how its kind opens and sends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from maru.records.channels.incoming import Incoming
from maru.records.channels.outgoing import Outgoing

if TYPE_CHECKING:
    from maru.records.channels.models import Channel, Envelope


class Unreadable(Exception):
    """The envelope can never be opened as it is: to quarantine, at once."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


class Refused(Exception):
    """The other side said no for good: the delivery failed."""


class TryLater(Exception):
    """Nothing was taken by the other side; another try may do."""


class Undecided(Exception):
    """The bytes went out and no answer came: nobody can know (D6)."""


@dataclass(frozen=True)
class Receipt:
    """The other side took it."""

    via: str
    refused: dict[str, str] | None = None  # address -> why, when only some recipients were taken


class Connector(Protocol):
    kind: str
    raw: tuple[str, str]  # file ending and media type of what it keeps in envelopes

    def open(self, envelope: Envelope) -> Incoming:
        """Read what came in, within limits. Raises Unreadable; any other error is tried again."""

    def send(
        self, outgoing: Outgoing, channel: Channel | None, before_end: Callable[[], None]
    ) -> Receipt:
        """Send; call ``before_end`` right before the bytes that complete it on the other side.

        Raises Refused, TryLater (the other side has taken nothing) or
        Undecided. Any other error before ``before_end`` is tried again.
        """


_connectors: dict[str, Connector] = {}


def register(connector: Connector) -> None:
    _connectors[connector.kind] = connector


def connector_for(kind: str) -> Connector:
    """Return the connector of a kind of channel. Raises KeyError when no extension has it."""
    return _connectors[kind]
