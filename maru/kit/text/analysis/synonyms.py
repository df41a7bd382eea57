"""Words that mean the same: the seed beside this file, and the table that a company keeps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from maru.kit.text.analysis.hangul import is_syllable
from maru.kit.text.analysis.term import MAX_TERM
from maru.kit.text.analysis.terms import terms_of

_LONGEST = 4  # terms of one phrase


@dataclass(frozen=True)
class Span:
    """What may stand instead of the terms ``start`` to ``end`` of a query."""

    start: int
    end: int
    instead: tuple[tuple[str, ...], ...]


class Synonyms:
    """Groups of words and phrases of which each may stand for each other, one step far."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        """``groups``: words and phrases as people write them. Costs some 20 µs a phrase."""
        self._groups = [_phrases(group) for group in groups]
        self._by_phrase: dict[tuple[str, ...], list[int]] = {}
        for number, phrases in enumerate(self._groups):
            for phrase in phrases:
                self._by_phrase.setdefault(phrase, []).append(number)

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
    return Synonyms(read(Path(__file__).with_name("synonyms.txt").read_text(encoding="utf-8")))


def read(text: str) -> list[list[str]]:
    """Return the groups of a table: one a line, words parted by commas, # begins a remark."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    groups = ([word.strip() for word in line.split(",") if word.strip()] for line in lines if line)
    return [group for group in groups if len(group) > 1]


def _phrases(group: Iterable[str]) -> list[tuple[str, ...]]:
    found: dict[tuple[str, ...], None] = {}
    for word in group:
        terms = [term.text for term in terms_of(word)]
        # Of a phrase of several words nothing may be left out, or it says something else.
        if 0 < len(terms) <= _LONGEST and len(terms) >= min(2, len(word.split())):
            found[tuple(terms)] = None
        if 0 < len(word) <= MAX_TERM and all(map(is_syllable, word)):
            found[(word,)] = None  # read otherwise beside its particles
    return list(found)
