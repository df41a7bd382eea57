from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    GOOD = "✓"
    WARNING = "!"
    ERROR = "✗"


@dataclass(frozen=True)
class Finding:
    """One line of the report. ``mend`` is '' when there is nothing to do."""

    level: Level
    text: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.level} {self.text}" + (f"\n    {self.mend}" if self.mend else "")


def good(text: str) -> Finding:
    return Finding(Level.GOOD, text)


def warning(text: str, mend: str) -> Finding:
    return Finding(Level.WARNING, text, mend)


def wrong(text: str, mend: str) -> Finding:
    return Finding(Level.ERROR, text, mend)
