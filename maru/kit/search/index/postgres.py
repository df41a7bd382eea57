"""tsvector without positions, and a GIN index over it.

Most pages are full of what was said lately: the newest documents are walked through. What they
do not give is gathered by the index. Left to choose, PostgreSQL takes the terms for independent
of one another: it expects customers who say a word of tickets, and walks all keys to find none.
Of a kind of which there are few, all is gathered by the index.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from maru.kit.search.asked import Asked, Term, Word
from maru.kit.search.document import LAST, Document
from maru.kit.search.index.port import Documents

WALKED = 2_000  # of the newest documents
TAKEN = 2_000  # keys of those that the index knows, looked at together
FEW = 5_000  # documents: so many are gathered sooner than a list is walked for them

_HELD = "search_document.vector @@ %s::tsquery"
# OFFSET 0 keeps the planner from walking the keys in their order.
_KEYS = f"""
    SELECT key FROM (
        SELECT key FROM search_document WHERE {_HELD} AND key < %s OFFSET 0
    ) AS held ORDER BY key DESC LIMIT %s
"""  # noqa: S608 - no value stands in the SQL


def newest(documents: Documents, asked: Asked, *, before: int | None, most: int) -> list[Document]:
    older = documents if before is None else documents.filter(key__lt=before)
    held = expression(asked)
    if not held:
        return list(older.order_by("-key")[:most])
    last: int | None
    if asked.is_of_few:
        last, found = LAST if before is None else before, list[Document]()
    else:
        last = _last_of_the_newest(before)
        lately = older if last is None else older.filter(key__gte=last)
        lately = lately.extra(where=[_HELD], params=[held])  # noqa: S610 - no value in the SQL
        found = list(lately.order_by("-key")[:most])
    while last is not None and len(found) < most:
        if not (keys := _keys(held, last)):
            break
        some = documents.filter(key__in=keys).order_by("-key")
        found += some[: most - len(found)]
        last = keys[-1] if len(keys) == TAKEN else None
    return found


def _last_of_the_newest(before: int | None) -> int | None:
    """Return the key where walking ends; None where there are no more documents."""
    keys = Document.objects.order_by("-key").values_list("key", flat=True)
    keys = keys if before is None else keys.filter(key__lt=before)
    return next(iter(keys[WALKED - 1 : WALKED]), None)


def _keys(held: str, before: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [held, before, TAKEN])
        return [key for (key,) in cursor.fetchall()]


def held(asked: Sequence[Asked]) -> tuple[str, list[str]]:
    """Return the SELECT of the ids of what holds one of ``asked``."""
    return f"SELECT object_id FROM search_document WHERE {_HELD}", [any_of(asked)]  # noqa: S608


def held_by_one(kind: str, column: str, asked: Sequence[Asked]) -> tuple[str, list[str]]:
    """Return the SELECT of whether the thing that ``column`` names holds one of ``asked``."""
    # OFFSET 0 keeps the planner from gathering all that hold it.
    sql = f"""SELECT 1 FROM search_document WHERE search_document.kind = %s
        AND search_document.object_id = {column} AND {_HELD} OFFSET 0"""  # noqa: S608
    return sql, [kind, any_of(asked)]


def one_more(asked: Sequence[Asked]) -> tuple[str, list[str]]:
    """Return the SELECT that finds a row where more than FEW hold it."""
    sql = f"SELECT 1 FROM search_document WHERE {_HELD} LIMIT 1 OFFSET {FEW}"  # noqa: S608
    return sql, [any_of(asked)]


def any_of(asked: Sequence[Asked]) -> str:
    return " | ".join(f"({expression(each)})" for each in asked)


def expression(asked: Asked) -> str:
    """Return ``asked`` as a tsquery; '' when nothing is asked for."""
    sets = " | ".join(f"({' & '.join(map(_word, words))})" for words in asked.sets if words)
    wanted = [f"({sets})"] if sets else []
    return " & ".join([*wanted, *(f"!{_word(word)}" for word in asked.without)])


def _word(word: Word) -> str:
    return "(" + " | ".join(f"({' & '.join(map(_term, way))})" for way in word.ways) + ")"


def _term(term: Term) -> str:
    text = term.text.replace("\\", "\\\\").replace("'", "''")
    return f"'{text}':*" if term.is_begun else f"'{text}'"
