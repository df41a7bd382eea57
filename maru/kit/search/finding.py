"""Finding: whoever asks gets what they may see, newest first or best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q

from maru.kit.search.analysing import phrase_of, words_asked, words_unwanted
from maru.kit.search.asked import Asked, Term, Word
from maru.kit.search.document import OF_KIND, Document
from maru.kit.search.index import narrow
from maru.kit.search.language import Piece, pieces
from maru.kit.search.ranking import best_first, says_enough, says_phrase
from maru.kit.search.source import NotUnderstood, Source, sources

LOOKED_AT = 400  # newest documents among which the best are chosen, or phrases looked for
AT_ONCE = 100  # of them
LITTLE = 2  # documents; where fewer are found, more is taken for an answer


@dataclass(frozen=True)
class Query:
    """What somebody typed, read: terms for the index, phrases, conditions by kind."""

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
    def is_empty(self) -> bool:
        return not (self.asked.words or self.asked.without or any(self.conditions.values()))


@dataclass(frozen=True)
class Found:
    documents: Sequence[Document] = ()
    next: int | None = None  # the key before which it goes on; None at the end
    query: Query | None = field(default=None)


def read(text: str, reader: Any, *, kinds: Iterable[str] = (), is_typing: bool = False) -> Query:
    """Return what ``text`` asks for. Never fails. ``kinds``: of these alone; none: of all."""
    wanted = tuple(kinds)
    known = [s for s in sources().values() if not wanted or s.kind in wanted]
    conditions = {source.kind: Q() for source in known}
    problems: list[str] = []
    plain: list[str] = []
    phrases: list[str] = []
    unwanted: list[str] = []
    found = pieces(text)
    for piece in found:
        having = [s for s in sources().values() if piece.field and s.field_named(piece.field)]
        if having:
            known = [source for source in known if source in having]
            _narrow(known, piece, reader, conditions, problems)
        elif piece.is_not:
            unwanted.append(piece.said)
        else:
            (phrases if piece.is_phrase else plain).append(piece.said)
    is_begun = is_typing and bool(plain) and found[-1].is_last and found[-1].said == plain[-1]
    words = words_asked(" ".join(plain), is_typing=is_begun)
    sequences = [phrase for each in phrases if (phrase := phrase_of(each))]
    words += [Word((tuple(map(Term, phrase)),)) for phrase in sequences]
    without = [word for each in unwanted for word in words_unwanted(each)]
    asked = Asked(tuple(words), tuple(without))
    return Query(asked, tuple(sequences), tuple(known), conditions, tuple(problems))


def _narrow(
    having: list[Source], piece: Piece, reader: Any, conditions: dict[str, Q], problems: list[str]
) -> None:
    for source in having:
        named = source.field_named(piece.field)
        try:
            condition = named.condition(piece.text, reader) if named else Q()
        except NotUnderstood as why:
            if str(why) not in problems:
                problems.append(str(why))
            continue
        conditions[source.kind] &= Q(~condition) if piece.is_not else condition


def find(
    text: str,
    reader: Any,
    *,
    kinds: Iterable[str] = (),
    order: str = "newest",
    before: int | None = None,
    size: int = 20,
    is_typing: bool = False,
) -> Found:
    """Return what ``reader`` finds. ``order``: newest, or best among the newest LOOKED_AT.

    A page of the newest costs one query, whatever the size of the index; up to four where the
    index alone cannot tell whether a document means it.
    """
    query = read(text, reader, kinds=kinds, is_typing=is_typing)
    if query.is_empty:
        return Found(query=query)
    pages = _best if order == "best" else _newest
    return pages(_widened(query, reader), reader, before, size)


def _widened(query: Query, reader: Any) -> Query:
    """Return ``query``, in both languages and with fewer words where little is found otherwise."""

    def finds_little() -> bool:
        return len(_newest(query, reader, None, LITTLE).documents) < LITTLE

    if query.asked.is_translatable and finds_little():
        query = replace(query, asked=query.asked.translated())
    if query.asked.is_long and not query.phrases and finds_little():
        query = replace(query, asked=query.asked.loosened())
    return query


def _best(query: Query, reader: Any, before: int | None, size: int) -> Found:
    looked_at = _look(query, reader, None, LOOKED_AT)
    meant = [document for document in looked_at if query.is_meant_by(document)]
    return Found(best_first(meant, query.asked)[:size], None, query)


def _newest(query: Query, reader: Any, before: int | None, size: int) -> Found:
    shown: list[Document] = []
    looked, last = 0, before
    while len(shown) <= size and looked < LOOKED_AT:
        looked_at = _look(query, reader, last, AT_ONCE)
        shown += [document for document in looked_at if query.is_meant_by(document)]
        looked += len(looked_at)
        if len(looked_at) < AT_ONCE:
            last = None
            break
        last = looked_at[-1].key
    if len(shown) > size:
        return Found(shown[:size], shown[size - 1].key, query)
    return Found(shown, last, query)


def _look(query: Query, reader: Any, before: int | None, most: int) -> list[Document]:
    """Return the newest documents that hold the terms, of what ``reader`` may see."""
    if not query.kinds:
        return []
    allowed = Q(pk__in=[])
    for source in query.kinds:
        rows = source.visible_to(reader).filter(query.conditions[source.kind])
        allowed |= Q(Exists(rows.filter(pk=OuterRef("object_id"))), kind=source.kind)
    documents = Document.objects.filter(allowed)
    # By the index, too: else it reads every ticket that says a word to find a customer who does.
    kinds = Word(tuple((Term(OF_KIND + source.kind),) for source in query.kinds))
    asked = replace(query.asked, always=(kinds,))
    return list(narrow()(documents, asked, before=before)[:most])
