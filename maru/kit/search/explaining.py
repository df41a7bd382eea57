"""How a query is read, word by word: for who wants to know why something is found, or is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from maru.kit.search.synonyms import synonyms
from maru.kit.search.vocabulary import known
from maru.kit.text import analysis


@dataclass(frozen=True)
class Instead:
    words: str
    kind: str  # of kit/text/analysis/meaning
    is_written: bool = True  # False: it stands nowhere, so that it finds nothing


@dataclass(frozen=True)
class Explained:
    """One word of a query: its terms, and what stands for it."""

    text: str
    terms: Sequence[str]
    is_weak: bool  # a search does without it
    seen: int  # how usual it is; 0: it stands nowhere
    instead: Sequence[Instead]


def explained(query: str) -> list[Explained]:
    """Return how ``query`` is read. Never fails. Up to five queries."""
    table = synonyms()
    written = analysis.understand(query, synonyms=table, known=known)
    # Without an index nothing is left out: what the table says, written anywhere or not.
    said = {w.start: w for w in analysis.understand(query, synonyms=table)}
    found = []
    for word in written:
        exact = [t for a in word.alternatives if a.kind == "exact" for t in a.terms]
        counts = known(set(exact))
        others = [
            Instead(" ".join(a.terms), a.kind) for a in word.alternatives if a.kind != "exact"
        ]
        there = {other.words for other in others}
        told = said[word.start].alternatives if word.start in said else []
        others += [
            Instead(" ".join(a.terms), a.kind, is_written=False)
            for a in told
            if a.kind in {"synonym", "translation"} and " ".join(a.terms) not in there
        ]
        seen = min((counts.get(term, 0) for term in exact), default=0)
        found.append(Explained(word.text, exact, word.is_weak, seen, others))
    return found
