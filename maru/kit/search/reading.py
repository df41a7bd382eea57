"""Reading what somebody typed: words for the index, phrases, what fields ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q

from maru.kit.search.analysing import phrase_of, words_asked, words_unwanted
from maru.kit.search.asked import Asked, Term, Word
from maru.kit.search.document import Document
from maru.kit.search.language import Piece, pieces
from maru.kit.search.ranking import says_enough, says_phrase
from maru.kit.search.source import Field, NotUnderstood, Source, sources


@dataclass(frozen=True)
class Query:
    """What somebody typed, read."""

    asked: Asked
    phrases: tuple[tuple[str, ...], ...]
    kinds: tuple[Source, ...]
    conditions: dict[str, Q]
    problems: tuple[str, ...]  # sentences for people: what was not understood and is left out

    def is_meant_by(self, document: Document) -> bool:
        """Return whether ``document``, which holds the terms, says what is asked for."""
        return says_enough(document, self.asked) and all(
            says_phrase(document, phrase) for phrase in self.phrases
        )

    @property
    def guesses(self) -> list[tuple[str, str]]:
        """What was typed that stands nowhere, and what it was taken for."""
        return [(word.text, word.guess) for word in self.asked.words if word.guess]

    @property
    def is_loosened(self) -> bool:
        """Return whether the most telling of its words are enough, not all of them."""
        return self.asked.at_least is not None

    def wider(self) -> Iterator[Query]:
        """Yield the query, then what is taken for an answer where it finds little."""
        query = self
        yield query
        if query.asked.is_translatable:
            query = replace(query, asked=query.asked.translated())
            yield query
        if query.asked.is_long and not query.phrases:
            yield replace(query, asked=query.asked.loosened())

    def of(self, *kinds: str) -> Query:
        """Return the same, asked of these kinds alone."""
        return replace(self, kinds=tuple(each for each in self.kinds if each.kind in kinds))

    @property
    def is_empty(self) -> bool:
        return self.asked.is_empty and not any(self.conditions.values())


def read(text: str, reader: Any, *, kinds: Iterable[str] = (), is_typing: bool = False) -> Query:
    """Return what ``text`` asks for. Never fails. ``kinds``: of these alone; none: of all."""
    wanted = tuple(kinds)
    narrowed = _Narrowed([s for s in sources().values() if not wanted or s.kind in wanted], reader)
    plain: list[str] = []
    phrases: list[str] = []
    unwanted: list[str] = []
    found = pieces(text)
    for piece in found:
        if piece.field and any(s.field_named(piece.field) for s in sources().values()):
            narrowed.by(piece)
        elif piece.is_not:
            unwanted.append(piece.said)
        else:
            (phrases if piece.is_phrase else plain).append(piece.said)
    is_begun = is_typing and bool(plain) and found[-1].is_last and found[-1].said == plain[-1]
    words = words_asked(" ".join(plain), is_typing=is_begun)
    sequences = [phrase for each in phrases if (phrase := phrase_of(each))]
    words += [Word((tuple(map(Term, phrase)),)) for phrase in sequences]
    without = [word for each in unwanted for word in words_unwanted(each)]
    return Query(
        Asked(
            tuple(words),
            without=(*without, *narrowed.without),
            always=tuple(narrowed.always),
        ),
        tuple(sequences),
        tuple(narrowed.kinds),
        narrowed.conditions,
        tuple(narrowed.problems),
    )


@dataclass
class _Narrowed:
    """What the fields of a query leave of the sources."""

    kinds: list[Source]
    reader: Any
    conditions: dict[str, Q] = field(init=False)
    always: list[Word] = field(default_factory=list)
    without: list[Word] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.conditions = {source.kind: Q() for source in self.kinds}

    def by(self, piece: Piece) -> None:
        """Keep what has the field, and of it what the field asks for."""
        self.kinds = [source for source in self.kinds if source.field_named(piece.field)]
        ways: list[tuple[Term, ...]] = []
        for source in self.kinds:
            named = source.field_named(piece.field)
            try:
                if named:
                    ways += self._of(source, named, piece)
            except NotUnderstood as why:
                if str(why) not in self.problems:
                    self.problems.append(str(why))
        if ways:
            (self.without if piece.is_not else self.always).append(Word(tuple(ways)))

    def _of(self, source: Source, named: Field, piece: Piece) -> list[tuple[Term, ...]]:
        """Add the field's condition; return its marks."""
        if named.condition:
            condition = named.condition(piece.text, self.reader)
            self.conditions[source.kind] &= Q(~condition) if piece.is_not else condition
        # What only narrows is not what nobody wants.
        if not named.marks or (named.condition and piece.is_not):
            return []
        return [(term,) for term in named.marks(piece.text, self.reader)]
