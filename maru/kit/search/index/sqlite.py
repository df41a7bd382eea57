"""FTS5 over the terms as they stand (https://www.sqlite.org/fts5.html).

The table is read from its newest row backwards until enough was found, which takes a tenth of a
millisecond however many hold the term. SQLite does so only where the order is named by the
table's own rowid and the documents are joined to it; a subquery would gather them all first.
"""

from __future__ import annotations

from collections.abc import Sequence

from maru.kit.search.asked import Asked, Term, Word
from maru.kit.search.document import ID_OF_KEY, Document
from maru.kit.search.index.port import Documents

_TABLE = "search_index"
FEW = 2_000  # documents: so many things are looked up sooner than a list is walked for them


def newest(documents: Documents, asked: Asked, *, before: int | None, most: int) -> list[Document]:
    return list(_holding(documents, asked, before)[:most])


def _holding(documents: Documents, asked: Asked, before: int | None) -> Documents:
    if not (asked.needed or asked.always):
        found = documents if before is None else documents.filter(key__lt=before)
        if asked.without:
            holders = f"SELECT rowid FROM {_TABLE} WHERE {_TABLE} MATCH %s"  # noqa: S608
            unwanted = " OR ".join(map(_word, asked.without))
            found = found.extra(where=[f"key NOT IN ({holders})"], params=[unwanted])  # noqa: S610
        return found.order_by("-key")
    where = [f"{_TABLE}.rowid = search_document.key", f"{_TABLE} MATCH %s"]
    params: list[str | int] = [expression(asked)]
    if before is not None:
        where.append(f"{_TABLE}.rowid < %s")
        params.append(before)
    return documents.extra(  # noqa: S610 - no value stands in the SQL
        tables=[_TABLE], where=where, params=params, order_by=[f"-{_TABLE}.rowid"]
    )


def held(asked: Sequence[Asked]) -> tuple[str, list[str]]:
    """Return the SELECT of the ids of what holds one of ``asked``. A million take 0.1 s."""
    ids = ID_OF_KEY % "rowid"  # the documents themselves need not be read
    sql = f"SELECT {ids} FROM {_TABLE} WHERE {_TABLE} MATCH %s"  # noqa: S608
    return sql, [any_of(asked)]


def one_more(asked: Sequence[Asked]) -> tuple[str, list[str]]:
    """Return the SELECT that finds a row where more than FEW hold it. Half a millisecond."""
    sql = f"SELECT rowid FROM {_TABLE} WHERE {_TABLE} MATCH %s LIMIT 1 OFFSET {FEW}"  # noqa: S608
    return sql, [any_of(asked)]


def any_of(asked: Sequence[Asked]) -> str:
    return " OR ".join(f"({expression(each)})" for each in asked)


def expression(asked: Asked) -> str:
    """Return ``asked``, which needs some word, in the language of FTS5."""
    found = " OR ".join(f"({' AND '.join(map(_word, words))})" for words in asked.sets)
    if asked.without:
        found = f"({found}) NOT ({' OR '.join(map(_word, asked.without))})"
    return found


def _word(word: Word) -> str:
    return "(" + " OR ".join(f"({' AND '.join(map(_term, way))})" for way in word.ways) + ")"


def _term(term: Term) -> str:
    text = term.text.replace('"', '""')
    return f'"{text}" *' if term.is_begun else f'"{text}"'
