"""A word of a query and what may stand for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["exact", "spacing", "synonym", "layout", "slip", "initials", "translation"]
Known = Callable[[Collection[str]], Mapping[str, int]]

NEAR = 4  # terms from one term of an alternative to the next
_MOST_PLACES = 1000  # of one text that are looked at


@dataclass(frozen=True)
class Alternative:
    """One way to find a word: a document has all of ``terms``, in their order, near one another.

    ``initials``: its one term is looked for among the initial consonants of names, tags and
    titles. ``exact``: as it was typed; the others are guesses, the better the earlier.
    ``translation``: a synonym in the other language, for where little else is found.
    """

    terms: tuple[str, ...]
    kind: Kind

    def stands_in(self, listed: Sequence[str]) -> bool:
        """Return whether ``listed``, out of ``analyse``, has all terms within NEAR of one another.

        An index can ask for documents that have all terms; this tells which of them mean it.
        """
        first, *others = self.terms
        places = [at for at, term in enumerate(listed) if term == first]
        for other in others:
            places = [
                after
                for before in places[:_MOST_PLACES]
                for after in range(before + 1, min(before + NEAR, len(listed)))
                if listed[after] == other
            ]
        return bool(places)


@dataclass
class Word:
    """One word of a query and, the best first, what may stand for it.

    ``is_weak``: a document may lack it. ``start`` and ``end``: where in the cleaned query.
    """

    text: str
    start: int
    end: int
    is_weak: bool = False
    alternatives: list[Alternative] = field(default_factory=list)

    def or_else(self, terms: Iterable[str], kind: Kind) -> None:
        """Let ``terms`` stand for the word as well, unless they do already."""
        other = tuple(terms)
        if other and all(other != alternative.terms for alternative in self.alternatives):
            self.alternatives.append(Alternative(other, kind))


@dataclass(frozen=True)
class Chunk:
    """What stands between two spaces of a query."""

    start: int
    end: int
    text: str

    def words(self, words: list[Word]) -> list[Word]:
        return [word for word in words if self.start <= word.start < self.end]
