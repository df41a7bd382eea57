"""The part of a text where what was looked for stands, with the found words marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from maru.kit.search.analysing import terms_of
from maru.kit.search.asked import Asked

AROUND = 60  # characters before the first found word
LENGTH = 180
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Stretch:
    text: str
    is_found: bool = False


def snippet(text: str, asked: Asked, *, length: int = LENGTH) -> list[Stretch]:
    """Return some ``length`` characters of ``text`` around what is looked for, found words apart.

    The beginning, with nothing marked, where it says none of it. Analyses at most 4,000
    characters, and none behind the last one shown.
    """
    flat = " ".join(text[:4000].split())
    wanted = {t.text for word in asked.words for way in word.ways for t in way}
    start, end = 0, len(flat)
    marks: list[re.Match[str]] = []
    for match in _WORD.finditer(flat):
        if match.end() > end:
            break
        if wanted.isdisjoint(_terms_of_word(match.group())):
            continue
        if not marks:
            start = _beginning(flat, match.start() - AROUND)
            end = min(len(flat), start + length)
        marks.append(match)
    end = min(end, start + length)
    found, at = [Stretch("… ")] if start else [], start
    for match in marks:
        found += [Stretch(flat[at : match.start()]), Stretch(match.group(), is_found=True)]
        at = match.end()
    found.append(Stretch(flat[at:end] + (" …" if end < len(flat) else "")))
    return [stretch for stretch in found if stretch.text]


def _beginning(flat: str, at: int) -> int:
    """Return where a word begins, at ``at`` or after it."""
    return (flat.find(" ", at) + 1 or at) if at > 0 else 0


@lru_cache(maxsize=20_000)
def _terms_of_word(word: str) -> frozenset[str]:
    return frozenset(terms_of(word))
