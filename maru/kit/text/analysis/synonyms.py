"""Words that mean the same: the seed beside this file, and the table that a company keeps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from maru.kit.text.analysis.hangul import is_syllable
from maru.kit.text.analysis.term import MAX_TERM
from maru.kit.text.analysis.terms import terms_of

_LONGEST = 4  # terms of one phrase

Phrase = tuple[str, ...]  # its terms


@dataclass(frozen=True)
class Span:
    """What may stand instead of the terms ``start`` to ``end`` of a query."""

    start: int
    end: int
    instead: tuple[Phrase, ...]


class Synonyms:
    """Groups of words and phrases of which each may stand for each other, one step far."""

    def __init__(
        self, groups: Iterable[Iterable[str]], *, one_way: Iterable[Sequence[str]] = ()
    ) -> None:
        """``groups``: words and phrases as people write them. ``one_way``: those whose first finds
        the others as well, and none of them the first. Costs some 20 µs a phrase, once."""
        self._groups: list[Sequence[Phrase]] = []
        self._by_phrase: dict[Phrase, list[int]] = {}
        for group in groups:
            found = phrases_among(group)
            self._add(found, found)
        for group in one_way:
            self._add(phrases_of(group[0]), phrases_among(group))

    def _add(self, asked: Iterable[Phrase], found: Sequence[Phrase]) -> None:
        for phrase in asked:
            self._by_phrase.setdefault(phrase, []).append(len(self._groups))
        self._groups.append(found)

    def __len__(self) -> int:
        return len(self._groups)

    def __or__(self, other: Synonyms) -> Synonyms:
        """Return both tables in one; words of a group of one do not join a group of the other."""
        both = Synonyms([])
        both._groups = [*self._groups, *other._groups]
        both._by_phrase = {key: list(numbers) for key, numbers in self._by_phrase.items()}
        for phrase, numbers in other._by_phrase.items():
            shifted = [number + len(self._groups) for number in numbers]
            both._by_phrase.setdefault(phrase, []).extend(shifted)
        return both

    def without(self, numbers: Collection[int]) -> Synonyms:
        """Return the table in which the groups of these numbers say nothing."""
        left = Synonyms([])
        left._groups = [() if n in numbers else group for n, group in enumerate(self._groups)]
        for phrase, places in self._by_phrase.items():
            if kept := [number for number in places if number not in numbers]:
                left._by_phrase[phrase] = kept
        return left

    def __contains__(self, word: str) -> bool:
        return (word,) in self._by_phrase

    def spans(self, terms: Sequence[str]) -> list[Span]:
        """Return what may stand instead of each stretch of ``terms`` that the table has."""
        found = []
        for start in range(len(terms)):
            for end in range(start + 1, min(start + _LONGEST, len(terms)) + 1):
                phrase = tuple(terms[start:end])
                instead = dict.fromkeys(
                    other
                    for number in self._by_phrase.get(phrase, ())
                    for other in self._groups[number]
                    if other != phrase
                )
                if instead:
                    found.append(Span(start, end, tuple(instead)))
        return found


@cache
def seed() -> Synonyms:
    """Return the table that Maru brings along: some 250 groups of words of support."""
    return Synonyms(seed_groups())


@cache
def seed_groups() -> list[list[str]]:
    """Return the groups of ``seed`` as they are written, by their numbers in it."""
    return read(Path(__file__).with_name("synonyms.txt").read_text(encoding="utf-8"))


def read(text: str) -> list[list[str]]:
    """Return the groups of a table: one a line, words parted by commas, # begins a remark."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    groups = ([word.strip() for word in line.split(",") if word.strip()] for line in lines if line)
    return [group for group in groups if len(group) > 1]


def phrases_among(group: Iterable[str]) -> list[Phrase]:
    """Return what these words and phrases are to a search, each once."""
    return list(dict.fromkeys(phrase for word in group for phrase in phrases_of(word)))


@lru_cache(maxsize=20_000)
def phrases_of(word: str) -> tuple[Phrase, ...]:
    """Return what one word or phrase is to a search; nothing where it says nothing, or too much.

    Kept: a table is made anew with each change of one group.
    """
    found: dict[Phrase, None] = {}
    terms = [term.text for term in terms_of(word)]
    # Of a phrase of several words nothing may be left out, or it says something else.
    if 0 < len(terms) <= _LONGEST and len(terms) >= min(2, len(word.split())):
        found[tuple(terms)] = None
    if 0 < len(word) <= MAX_TERM and all(map(is_syllable, word)):
        found[(word,)] = None  # read otherwise beside its particles
    return tuple(found)


def says_little(word: str) -> bool:
    """Return whether a search does without ``word``: of so usual words no other is looked for."""
    terms = terms_of(word)
    return bool(terms) and all(term.is_weak for term in terms)
