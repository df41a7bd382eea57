"""What every source gives: mails one after another, and where to go on after each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Protocol

Cursor = dict[str, Any]


@dataclass
class Found:
    content: IO[bytes]
    size: int
    where: str  # file or folder, for people
    cursor: Cursor
    read: int  # how much of the source's ``total`` has been read with this mail
    at: datetime | None = None  # when it came, as the source knows
    is_sent: bool = False  # it lay in a folder of sent mail
    left: str = ""  # why only its head is here


class Unopenable(Exception):
    """The source cannot be read. ``code`` is one of trouble.WORDS."""

    def __init__(self, code: str, detail: object = "") -> None:
        self.code, self.detail = code, str(detail)[:500]
        super().__init__(f"{code}: {self.detail}" if self.detail else code)


class Source(Protocol):
    total: int  # bytes or mails
    skipped: int  # files that are no mail, so far

    def mails(self, cursor: Cursor) -> Iterator[Found]:
        """Yield the mails after ``cursor`` ({}: all). Raises Unopenable."""
