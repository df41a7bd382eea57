"""What is looked for, in terms of the index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

NEAR = 4  # terms from one term of a way to the next


class Term(NamedTuple):
    text: str


Way = tuple[Term, ...]  # all of these, near one another


@dataclass(frozen=True)
class Word:
    """One thing that somebody asked for, and the ways in which a text may say it."""

    ways: tuple[Way, ...]
    text: str = ""
    is_weak: bool = False  # a text may do without it
    # In the other language: ways for where little else is found.
    translations: tuple[Way, ...] = ()
    guess: str = ""  # what it is taken for, where it stands nowhere as it was typed


@dataclass(frozen=True)
class Asked:
    """Documents that say every one of ``words``, but the weak ones, and none of ``without``."""

    words: tuple[Word, ...] = ()
    without: tuple[Word, ...] = ()

    @property
    def is_translatable(self) -> bool:
        return any(word.translations for word in self.words)

    def translated(self) -> Asked:
        """Return the same, said in either language."""
        words = [replace(w, ways=(*w.ways, *w.translations)) for w in self.words]
        return Asked(tuple(words), self.without)

    @property
    def needed(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if not word.is_weak)
