"""Nouns of support beside their particles, where the dictionary reads something else.

해지는 is a termination to us and a setting sun to the dictionary, 할부도 an instalment and not
the doing of a bankruptcy.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from maru.kit.text.analysis.morphemes import Morpheme
from maru.kit.text.analysis.nouns import Pieces, is_known, split
from maru.kit.text.analysis.words import ALSO_VERBS, NOUNS

_WORD = re.compile(r"(?<![가-힣])[가-힣]{2,20}(?![가-힣])")
_BEHIND = re.compile(
    r"(?:(?:은|는|이|가|을|를|의|에|도|만|로|으로|와|과|랑|이랑|에서|에게|께|까지|부터|보다|처럼|하고|"
    r"이나|나|마다|조차|밖에|이며|이고)(?:는|도|만|요)?"
    r"|이?요|이?라(?:서|도|고|는|면)?|(?:입니|이에|예|인|이었|였|이네|네).*"
    r"|(?:하|해|했|할|한|함|합|되|돼|됐|된|될|됨|됩|받|드리|드립|드려|드렸|드릴|시키|시켜|당하|당했).*)"
)
_LONGEST = max(map(len, NOUNS))


def with_our_nouns(morphemes: list[Morpheme], text: str) -> list[Morpheme]:
    """Return the morphemes of ``text``; where it has nouns of ours, they are read as such."""
    ours = [
        (start, pieces)
        for start, noun in _ours_in(text)
        if not _is_read(morphemes, start, noun, pieces := _pieces(noun))
    ]
    if not ours:
        return morphemes
    added = [morpheme for start, pieces in ours for morpheme in _placed(pieces, start)]
    taken = {place for morpheme in added for place in range(morpheme.start, morpheme.end)}
    kept = [m for m in morphemes if taken.isdisjoint(range(m.start, m.end))]
    return sorted([*kept, *added], key=lambda morpheme: morpheme.start)


def _ours_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield where words begin with a noun of ours, and end with it or a particle or verb of it."""
    for match in _WORD.finditer(text):
        word = match.group()
        for length in range(min(len(word), _LONGEST), 1, -1):
            noun, rest = word[:length], word[length:]
            if noun in NOUNS:
                if _BEHIND.fullmatch(rest) or not (rest or noun in ALSO_VERBS):
                    yield match.start(), noun
                break


def _is_read(morphemes: list[Morpheme], start: int, noun: str, pieces: Pieces) -> bool:
    """Return whether the dictionary reads ``noun`` as these pieces where it stands."""
    end = start + len(noun)
    at = bisect_left(morphemes, start, key=lambda m: m.start)
    here = []
    while at < len(morphemes) and morphemes[at].start < end:
        here.append(morphemes[at])
        at += 1
    return bool(here) and here[-1].end == end and [m.form for m in here] == [f for f, _ in pieces]


@cache
def _pieces(noun: str) -> Pieces:
    """Return what a noun of ours is made of: itself, or nouns that the dictionary has."""
    pieces = split(noun)
    return pieces if pieces and all(is_known(piece) for piece, _ in pieces) else ((noun, ()),)


def _placed(pieces: Pieces, start: int) -> Iterator[Morpheme]:
    for form, parts in pieces:
        yield Morpheme(form, "NNG", start, start + len(form), parts)
        start += len(form)
