"""The part of a text where what was looked for stands, with the found words marked."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
    characters.
    """
    flat = " ".join(text[:4000].split())
    words = list(_WORD.finditer(flat))
    wanted = {t.text for word in asked.words for way in word.ways for t in way}
    analysed = terms_of([match.group() for match in words])
    marks = [
        match for match, terms in zip(words, analysed, strict=True) if not wanted.isdisjoint(terms)
    ]
    start = max(0, marks[0].start() - AROUND) if marks else 0
    if start:
        start = flat.find(" ", start) + 1 or start
    end = min(len(flat), start + length)
    found, at = [Stretch("… ")] if start else [], start
    for match in marks:
        if match.end() > end:
            break
        if match.start() < at:
            continue
        found += [Stretch(flat[at : match.start()]), Stretch(match.group(), is_found=True)]
        at = match.end()
    found.append(Stretch(flat[at:end] + (" …" if end < len(flat) else "")))
    return [stretch for stretch in found if stretch.text]
