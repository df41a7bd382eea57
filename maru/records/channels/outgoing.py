"""What a connector is given to send: plain data that JSON can hold. It knows no model."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from maru.kit.secrets import unseal
from maru.records.channels.incoming import Party


@dataclass(frozen=True)
class OutgoingFile:
    name: str
    content_type: str
    sha256: str
    content_id: str = ""  # by which the HTML shows it in its place; "" for a file beside


@dataclass
class Outgoing:
    sender: Party
    to: list[Party]
    message_id: str  # without <>; fixed when queued
    subject: str = ""
    text: str = ""
    html: str = ""
    cc: list[Party] = field(default_factory=list)
    bcc: list[Party] = field(default_factory=list)
    reply_to: list[Party] = field(default_factory=list)
    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)
    files: list[OutgoingFile] = field(default_factory=list)
    is_automatic: bool = False  # written by no person: sent with Auto-Submitted
    is_sealed: bool = False  # the text carries a key and is kept encrypted

    @property
    def letter(self) -> str:
        """The text as it goes out. Raises ValueError when another SECRET_KEY sealed it."""
        if not self.is_sealed:
            return self.text
        text = unseal(self.text)
        if not text:
            raise ValueError("the text was sealed with another SECRET_KEY")
        return text

    @property
    def recipients(self) -> list[Party]:
        return [*self.to, *self.cc, *self.bcc]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Outgoing:
        parties = {
            key: [Party(**party) for party in data.get(key, [])]
            for key in ("to", "cc", "bcc", "reply_to")
        }
        files = [OutgoingFile(**file) for file in data.get("files", [])]
        rest = {**data, **parties, "files": files, "sender": Party(**data["sender"])}
        return cls(**rest)
