"""Finding: whoever asks gets what they may see, newest first or best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
AT_ONCE = 100  # of them, once the first page was not enough
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

    def wider(self) -> Iterator[Query]:
        """Yield the query, then what is taken for an answer where it finds little."""
        query = self
        yield query
        if query.asked.is_translatable:
            query = replace(query, asked=query.asked.translated())
            yield query
        if query.asked.is_long and not query.phrases:
            yield replace(query, asked=query.asked.loosened())

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

    Where little is found, the other language is searched too, and then a sentence by its most
    telling words. A page costs one query, whatever the size of the index; some more where little
    is found, or where the index alone cannot tell whether a document means it.
    """
    query = read(text, reader, kinds=kinds, is_typing=is_typing)
    if query.is_empty:
        return Found(query=query)
    pages = _best if order == "best" else _newest
    found = Found(query=query)
    for each in query.wider():
        found = pages(each, reader, before, size)
        # A page of a few says little where it is not the first, or is meant to be that short.
        is_telling = before is None and size >= LITTLE
        if len(found.documents) >= LITTLE or not (is_telling or _finds_little(each, reader)):
            break
    return found


def _finds_little(query: Query, reader: Any) -> bool:
    return len(_newest(query, reader, None, LITTLE).documents) < LITTLE


def _best(query: Query, reader: Any, before: int | None, size: int) -> Found:
    looked_at = _look(query, reader, None, LOOKED_AT)
    meant = [document for document in looked_at if query.is_meant_by(document)]
    return Found(best_first(meant, query.asked)[:size], None, query)


def _newest(query: Query, reader: Any, before: int | None, size: int) -> Found:
    shown: list[Document] = []
    looked, last, most = 0, before, size + 1
    while looked < LOOKED_AT:
        looked_at = _look(query, reader, last, most)
        for document in looked_at:
            if query.is_meant_by(document):
                shown.append(document)
                if len(shown) > size:
                    return Found(shown[:size], shown[size - 1].key, query)
        if len(looked_at) < most:
            return Found(shown, None, query)
        looked, last, most = looked + len(looked_at), looked_at[-1].key, AT_ONCE
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
