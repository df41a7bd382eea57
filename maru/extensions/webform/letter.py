"""A form as it is kept: JSON that names its files. The bytes of an envelope."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from maru.support.tickets.files import NewFile


@dataclass(frozen=True)
class Letter:
    """What somebody sent by a form. Every word of it is a claim."""

    nonce: str  # hash of its stamp: the same words sent twice are two letters
    written_at: datetime
    language: str
    address: str
    message: str
    name: str = ""
    subject: str = ""
    files: list[NewFile] = field(default_factory=list)

    def as_bytes(self) -> bytes:
        said = {**asdict(self), "written_at": self.written_at.isoformat()}
        return json.dumps(said, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Letter:
        """Read a letter that ``as_bytes`` wrote. Raises ValueError, KeyError or TypeError."""
        said: dict[str, Any] = json.loads(raw)
        return cls(
            **{
                **said,
                "written_at": datetime.fromisoformat(said["written_at"]),
                "files": [NewFile(**file) for file in said["files"]],
            }
        )

    @property
    def title(self) -> str:
        """Return the subject, else how the message begins."""
        if self.subject:
            return self.subject
        first = next((line.strip() for line in self.message.splitlines() if line.strip()), "")
        return first if len(first) <= 80 else f"{first[:79]}…"
