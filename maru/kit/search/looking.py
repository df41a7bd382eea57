"""Looking: the index leaves out what it can, the rows tell of the rest who may see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q

from maru.kit.search.asked import Asked, Term, Word
from maru.kit.search.coverage import is_whole
from maru.kit.search.document import OF_KIND, Document
from maru.kit.search.index import index
from maru.kit.search.reading import Query
from maru.kit.search.source import sources

# The newest documents before a key, at most so many, that hold the terms: whoever asks sees them.
Look = Callable[[int | None, int], list[Document]]


def looking(query: Query, reader: Any) -> Look:
    """Return the way to look for ``query``, as ``reader`` may see it."""
    return partial(_look, query, reader, _narrowed(query, reader))


def _narrowed(query: Query, reader: Any) -> Asked:
    """Have the index leave out other kinds, and what ``reader`` may not see.

    Else a customer is looked for among all tickets that say the word, and a page of what is
    found walks through all that was said where ``reader`` may not look.
    """
    seen = [source.seen_by(reader) for source in query.kinds]
    asked, one_of = query.asked, list[tuple[Term, ...]]()
    none_of = [term for each in seen for term in each.none_of]
    # Documents of the version before say nothing by their kind, until they are made anew.
    others = [source for source in sources().values() if source not in query.kinds]
    if asked.needed and all(each.is_of_few and is_whole(each) for each in query.kinds):
        asked = asked.among_few([source.kind for source in query.kinds])
    elif (asked.needed or asked.always) and all(each.is_of_few for each in others):
        # That something is none of few is told sooner than that it is one of the many.
        none_of += [Term(OF_KIND + source.kind) for source in others]
    else:
        one_of.append(tuple(Term(OF_KIND + source.kind) for source in query.kinds))
    if all(each.one_of for each in seen):
        one_of.append(tuple(term for each in seen for term in each.one_of))
    always = [Word(tuple((term,) for term in terms)) for terms in one_of]
    without = [Word(((term,),)) for term in dict.fromkeys(none_of)]
    return replace(asked, always=(*always, *asked.always), without=(*asked.without, *without))


def _look(query: Query, reader: Any, asked: Asked, before: int | None, most: int) -> list[Document]:
    allowed = Q(pk__in=[])
    for source in query.kinds:
        rows = source.visible_to(reader).filter(query.conditions[source.kind])
        allowed |= Q(Exists(rows.filter(pk=OuterRef("object_id"))), kind=source.kind)
    documents = Document.objects.filter(allowed)
    return index()(documents, asked, before=before, most=most)
