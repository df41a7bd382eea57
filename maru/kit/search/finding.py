"""Finding: whoever asks gets what they may see, newest first or best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q

from maru.kit.search.analysing import word_asked
from maru.kit.search.asked import Asked, Word
from maru.kit.search.document import Document
from maru.kit.search.index import narrow
from maru.kit.search.language import Piece, pieces
from maru.kit.search.ranking import best_first, says_phrase
from maru.kit.search.source import NotUnderstood, Source, sources

LOOKED_AT = 400  # newest documents among which the best are chosen, or phrases looked for


@dataclass(frozen=True)
class Query:
    """What somebody typed, read: terms for the index, phrases, conditions by kind."""

    asked: Asked
    phrases: tuple[tuple[str, ...], ...]
    kinds: tuple[Source, ...]
    conditions: dict[str, Q]
    problems: tuple[str, ...]  # sentences for people: what was not understood and is left out

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
    words: list[Word] = []
    without: list[Word] = []
    phrases: list[tuple[str, ...]] = []
    conditions = {source.kind: Q() for source in known}
    problems: list[str] = []
    for piece in pieces(text):
        having = [s for s in known if piece.field and s.field_named(piece.field)]
        if having:
            known = having
            _narrow(having, piece, reader, conditions, problems)
            continue
        said = f"{piece.field}:{piece.text}" if piece.field else piece.text
        word = word_asked(said, is_beginning=is_typing and piece.is_last)
        if word is None:
            continue
        (without if piece.is_not else words).append(word)
        if piece.is_phrase and not piece.is_not:
            phrases.append(tuple(term.text for term in word.ways[0]))
    return Query(
        Asked(tuple(words), tuple(without)),
        tuple(phrases),
        tuple(known),
        conditions,
        tuple(problems),
    )


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

    Costs one query for a page of the newest, whatever the size of the index.
    """
    query = read(text, reader, kinds=kinds, is_typing=is_typing)
    if query.is_empty:
        return Found(query=query)
    rows = narrow()(_seen(query, reader), query.asked, before=before)
    if order == "best":
        ranked = best_first(_with_phrases(rows[:LOOKED_AT], query), query.asked)
        return Found(ranked[:size], None, query)
    if query.phrases:
        looked_at = list(rows[:LOOKED_AT])
        shown = _with_phrases(looked_at, query)[: size + 1]
    else:
        looked_at = shown = list(rows[: size + 1])
    page = shown[:size]
    if len(shown) > size:
        following = page[-1].key
    elif query.phrases and len(looked_at) == LOOKED_AT:
        following = looked_at[-1].key
    else:
        following = None
    return Found(page, following, query)


def _seen(query: Query, reader: Any) -> Any:
    """Return the documents of what ``reader`` may see and the fields allow."""
    allowed = Q(pk__in=[])
    for source in query.kinds:
        rows = source.visible_to(reader).filter(query.conditions[source.kind])
        allowed |= Q(Exists(rows.filter(pk=OuterRef("object_id"))), kind=source.kind)
    return Document.objects.filter(allowed)


def _with_phrases(documents: Iterable[Document], query: Query) -> list[Document]:
    return [d for d in documents if all(says_phrase(d, phrase) for phrase in query.phrases)]
