"""What is looked for, in terms of the index."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

from maru.kit.search.document import OF_FEW

SHORT = 2  # words, all of which a document must say
ENOUGH = 0.6  # of the words of a sentence
TELLING = 6  # words of a sentence that count; their sets are asked for one by one
NEAR = 4  # terms from one term of a way to the next


class Term(NamedTuple):
    text: str
    is_begun: bool = False  # any term that begins so

    def among_few(self, kind: str) -> Term:
        """Return the same, said by what is of a kind of which there are few."""
        return Term(kind + OF_FEW + self.text, self.is_begun)

    def is_among(self, terms: Collection[str]) -> bool:
        if self.is_begun:
            return any(term.startswith(self.text) for term in terms)
        return self.text in terms


Way = tuple[Term, ...]  # all of these, near one another


@dataclass(frozen=True)
class Word:
    """One thing that somebody asked for, and the ways in which a text may say it."""

    ways: tuple[Way, ...]
    text: str = ""
    is_weak: bool = False  # a text may do without it
    # In the other language: ways for where little else is found.
    translations: tuple[Way, ...] = ()
    seen: int = 0  # how usual it is, as kit/search/vocabulary tells; 0: nobody writes it
    guess: str = ""  # what it is taken for, where it stands nowhere as it was typed

    def is_among(self, terms: Collection[str]) -> bool:
        return any(all(term.is_among(terms) for term in way) for way in self.ways)

    def among_few(self, kinds: Collection[str]) -> Word:
        ways = [tuple(term.among_few(kind) for term in way) for kind in kinds for way in self.ways]
        return replace(self, ways=tuple(ways))


@dataclass(frozen=True)
class Asked:
    """Documents that say ``words``, but the weak ones, and none of ``without``.

    ``at_least``: of the words that are needed, so many will do; None: all. ``always``: what they
    must say beside that.
    """

    words: tuple[Word, ...] = ()
    without: tuple[Word, ...] = ()
    at_least: int | None = None
    always: tuple[Word, ...] = ()
    is_of_few: bool = False  # only few documents can hold it

    def among_few(self, kinds: Collection[str]) -> Asked:
        """Return the same, asked of kinds of which there are few."""
        words = tuple(word.among_few(kinds) for word in self.words)
        return replace(self, words=words, is_of_few=True)

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.without or self.always)

    @property
    def is_translatable(self) -> bool:
        return any(word.translations for word in self.words)

    def translated(self) -> Asked:
        """Return the same, said in either language."""
        words = [replace(w, ways=(*w.ways, *w.translations)) for w in self.words]
        return replace(self, words=tuple(words))

    @property
    def needed(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if not word.is_weak)

    @property
    def is_long(self) -> bool:
        return len(self.needed) > SHORT

    def loosened(self) -> Asked:
        """Return the same, of which the most telling words are enough, not all of them."""
        telling = sorted(self.needed, key=lambda word: word.seen)[:TELLING]
        words = [word if word in telling else replace(word, is_weak=True) for word in self.words]
        at_least = math.ceil(ENOUGH * len(telling))
        return replace(self, words=tuple(words), at_least=at_least)

    @property
    def sets(self) -> list[tuple[Word, ...]]:
        """The sets of words of which a document says one wholly."""
        chosen = combinations(self.needed, self.at_least or len(self.needed))
        return [(*self.always, *words) for words in chosen]

    def is_held_by(self, terms: Iterable[str]) -> bool:
        """Return what the index tells of a document that has these terms."""
        held = set(terms)
        wanted = any(all(word.is_among(held) for word in words) for words in self.sets)
        return wanted and not any(word.is_among(held) for word in self.without)
