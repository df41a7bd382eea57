"""Looking: where the documents come from, by the shorter of two ways.

By the index, newest first, each asked of its row whether it may be seen and has what the fields
ask for: short where most have it. By the rows, where these are few by an index of their table,
and the words stand in many documents: their documents are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Q

from maru.kit.search.asked import Asked, Term, Word
from maru.kit.search.document import OF_KIND, Document
from maru.kit.search.index import narrow
from maru.kit.search.reading import Query

FEW = 3_000  # rows of one kind
_READ = 100  # documents at one go

# The newest documents before a key, at most so many, that hold the terms: whoever asks sees them.
Look = Callable[[int | None, int], list[Document]]


def looking(query: Query, reader: Any) -> Look:
    """Return the way to look for ``query``, as ``reader`` may see it."""
    asked = replace(query.asked, always=(*query.asked.always, _of_kinds(query)))
    if query.is_indexed:
        keys = _keys_of_few(query, reader)
        if keys is not None and not _holds_fewer(asked, len(keys)):
            return partial(_by_rows, asked, keys)
    return partial(_by_index, query, reader, asked)


def _of_kinds(query: Query) -> Word:
    """The index leaves out other kinds: else a customer is looked for among all tickets."""
    return Word(tuple((Term(OF_KIND + source.kind),) for source in query.kinds))


def _by_index(
    query: Query, reader: Any, asked: Asked, before: int | None, most: int
) -> list[Document]:
    if not query.kinds:
        return []
    allowed = Q(pk__in=[])
    for source in query.kinds:
        rows = source.visible_to(reader).filter(query.conditions[source.kind])
        allowed |= Q(Exists(rows.filter(pk=OuterRef("object_id"))), kind=source.kind)
    documents = Document.objects.filter(allowed)
    return list(narrow()(documents, asked, before=before)[:most])


def _keys_of_few(query: Query, reader: Any) -> list[int] | None:
    """Return the keys of all that ``reader`` may see and the fields ask for, None of many."""
    keys: list[int] = []
    for source in query.kinds:
        rows = source.visible_to(reader).filter(query.conditions[source.kind]).order_by()
        ids = list(rows.values_list("pk", flat=True)[: FEW + 1])
        if len(ids) > FEW:
            return None
        theirs = Document.objects.filter(kind=source.kind, object_id__in=ids)
        keys += theirs.values_list("key", flat=True)
    return sorted(keys, reverse=True)


def _holds_fewer(asked: Asked, count: int) -> bool:
    """Return whether the index knows fewer than ``count`` documents that hold ``asked``."""
    if not asked.needed:
        return False
    held = narrow()(Document.objects.all(), asked, before=None)
    return len(held.values_list("key", flat=True)[:count]) < count


def _by_rows(asked: Asked, keys: list[int], before: int | None, most: int) -> list[Document]:
    wanted = [key for key in keys if before is None or key < before]
    return list(islice((d for d in _read(wanted) if asked.is_held_by(d.terms.split(" "))), most))


def _read(keys: list[int]) -> Iterator[Document]:
    for start in range(0, len(keys), _READ):
        some = keys[start : start + _READ]
        yield from Document.objects.filter(key__in=some).order_by("-key")
