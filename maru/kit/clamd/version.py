from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Version:
    """What a scanner says of itself: ``ClamAV 1.4.3/27806/Thu Nov 27 09:40:52 2026``."""

    program: str
    signatures: str = ""  # number of the signatures, "" when it names none
    signed_at: datetime | None = None  # when they were made; the text has no zone: about UTC

    @classmethod
    def read(cls, said: str) -> Version:
        program, _slash, rest = said.partition("/")
        signatures, _slash, made = rest.partition("/")
        try:
            at = datetime.strptime(made.strip(), "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
        except ValueError:
            return cls(program.strip(), signatures.strip())
        return cls(program.strip(), signatures.strip(), at)

    def __str__(self) -> str:
        return f"{self.program}/{self.signatures}" if self.signatures else self.program
