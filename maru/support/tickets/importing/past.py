from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from maru.records.channels.models import Envelope

BY = "import"


@dataclass(frozen=True)
class Past:
    """What an import knows of one mail. It stays with the envelope, so that a mail that is taken
    out of quarantine later is received as one of the past too."""

    of: int  # the import's number
    name: str  # what was imported, as people know it
    where: str  # in which file or folder the mail lay
    at: datetime  # when it was written, as far as can be told
    is_sent: bool = False  # it lay among the mail that we have sent
    ours: tuple[str, ...] = ()  # further addresses of ours, in lower case
    solve_before: datetime | None = None  # a ticket whose newest mail is older is solved

    def as_transport(self) -> dict[str, Any]:
        before = self.solve_before
        return {
            "by": BY,
            "import": self.of,
            "name": self.name,
            "where": self.where,
            "at": self.at.isoformat(),
            "is_sent": self.is_sent,
            "ours": list(self.ours),
            "solve_before": before.isoformat() if before else None,
        }

    @classmethod
    def of_envelope(cls, envelope: Envelope) -> Past | None:
        """Return what the import knew of a mail; None for mail that came in by itself."""
        kept: Mapping[str, Any] = envelope.transport
        if kept.get("by") != BY:
            return None
        before = kept["solve_before"]
        return cls(
            of=kept["import"],
            name=kept["name"],
            where=kept["where"],
            at=datetime.fromisoformat(kept["at"]),
            is_sent=kept["is_sent"],
            ours=tuple(kept["ours"]),
            solve_before=datetime.fromisoformat(before) if before else None,
        )


def is_past(envelope: Envelope) -> bool:
    """Return whether the mail was imported."""
    return bool(envelope.transport.get("by") == BY)
