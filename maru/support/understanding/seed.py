"""What is said before anything was learnt: by words that everybody knows, and shows."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ONE, MORE = 70, 80  # percent: of no measurement; see docs/decisions/0432
LONGEST = 4_000  # characters that are looked at
SHOWN = 3  # words


@dataclass(frozen=True)
class Told:
    value: str
    sure: int  # percent
    because: list[str]  # the words


def by_words(facet: str, text: str) -> Told | None:
    """Return what the words of ``text`` say of ``facet``; None where they say nothing, or two
    things at once."""
    text = " ".join(unicodedata.normalize("NFC", text[:LONGEST]).lower().split())
    found: dict[str, list[str]] = {}
    for value, pattern in _patterns().get(facet, ()):
        if words := [match.group().strip() for match in pattern.finditer(text)]:
            found[value] = found.get(value, []) + words
    if len(found) != 1:
        return None
    value, words = found.popitem()
    different = list(dict.fromkeys(words))
    return Told(value, MORE if len(different) > 1 else ONE, different[:SHOWN])


@cache
def _patterns() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    read: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
    for line in Path(__file__).with_name("seed.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            head, _colon, pattern = line.partition(": ")
            facet, value = head.split()
            read[facet].append((value, re.compile(pattern)))
    return read
