"""The best first: ours, so that both databases give the same order."""

from __future__ import annotations

import math
from collections.abc import Iterable

from maru.kit.search.asked import NEAR, Asked, Way, Word
from maru.kit.search.document import Document

_TITLE = 4.0  # times as much as in the text
_LAST_WORD = 30.0  # days after which the age of a document weighs half


def best_first(documents: Iterable[Document], asked: Asked) -> list[Document]:
    """Return ``documents``, newest first, in the order of how well they say what is asked for."""
    found = list(documents)
    if not found:
        return []
    newest = found[0].moment
    weights = {
        d.key: _score(d, asked) * _freshness((newest - d.moment).total_seconds() / 86400)
        for d in found
    }
    return sorted(found, key=lambda d: (-weights[d.key], -d.key))


def _freshness(days: float) -> float:
    """Return 1 for today, towards 0.5 for long ago: age decides between equals."""
    return 0.5 + 0.5 / (1 + max(days, 0.0) / _LAST_WORD)


def _score(document: Document, asked: Asked) -> float:
    parts = [terms for _name, terms in document.by_part()]
    title, rest = (parts[0], parts[1:]) if parts else ([], [])
    length = 1 + math.log1p(sum(map(len, parts)))
    score = 0.0
    for word in asked.words:
        said = sum(min(_times(word, terms), 3) for terms in rest)
        score += _TITLE * min(_times(word, title), 1) + math.log1p(said)
    # What says all of it in one message says it together.
    together = max((sum(_times(w, terms) > 0 for w in asked.words) for terms in parts), default=0)
    return (score + together) / length


def best_part(document: Document, asked: Asked) -> str:
    """Return the name of the part, but the title, that says most of what is asked for; '' none."""
    best, most = "", 0
    for name, terms in list(document.by_part())[1:]:
        said = sum(_times(word, terms) > 0 for word in asked.words)
        if said > most:
            best, most = name, said
    return best


def _times(word: Word, terms: list[str]) -> int:
    """Return how often ``terms`` say the word in the first of its ways that they know at all."""
    return next((times for way in word.ways if (times := _places(way, terms))), 0)


def _places(way: Way, terms: list[str]) -> int:
    """Return at how many places the terms of ``way`` stand near one another, in their order."""
    first, *others = way
    if not others:  # as most are, and this is asked of hundreds of documents
        return terms.count(first.text)
    places = [at for at, term in enumerate(terms) if term == first.text]
    for other in others:
        places = [
            after
            for before in places
            for after in range(before + 1, min(before + NEAR, len(terms)))
            if terms[after] == other.text
        ]
    return len(places)


def says_enough(document: Document, asked: Asked) -> bool:
    """Return whether enough words are said in one part or another, as the index cannot tell."""
    parts = [terms for _name, terms in document.by_part()]
    said = sum(any(_times(word, terms) for terms in parts) for word in asked.needed)
    return said >= (asked.at_least or len(asked.needed))


def says_phrase(document: Document, phrase: tuple[str, ...]) -> bool:
    """Return whether one part of ``document`` says these terms one after another."""
    wanted = " " + " ".join(phrase) + " "
    return any(wanted in f" {' '.join(terms)} " for _name, terms in document.by_part())
