"""What a thing says, as a condition: asked of the index, and of one thing at hand.

A document is made anew some seconds after its thing changed. Whose document waits for that is
read as it is now, in both; so they give one answer, and the one of this moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.conditions import Asking, Field
from maru.kit.conditions import values as given
from maru.kit.conditions.kinds import Kind, Operator
from maru.kit.search.analysing import words_meant
from maru.kit.search.asked import Asked
from maru.kit.search.document import Document
from maru.kit.search.index import holding
from maru.kit.search.making import made
from maru.kit.search.outdated import Outdated
from maru.kit.search.remaking import Remaking
from maru.kit.search.source import sources
from maru.kit.text.analysis.beside import NoAnswer

MOST = 200  # things read as they are now; of more, the index tells what it knew of them


def saying(kind: str) -> Kind:
    """Return what may be asked of what things of a source say; the field gives their ids."""

    def says(pk: int | None, wanted: Sequence[str], asking: Asking) -> bool:
        terms = _terms_of(kind, pk, asking) if pk else frozenset()
        return any(_asked(words).is_held_by(terms) for words in wanted)

    def query(field: Field, wanted: Sequence[str], asking: Asking) -> Q:
        return holding_now(kind, [_asked(words) for words in wanted], field.path, asking)

    return Kind(
        "said",
        {
            "contains": Operator(
                gettext_lazy("contains"),
                _words,
                lambda pk, wanted, asking: says(pk, [wanted], asking),
                lambda field, wanted, asking: query(field, [wanted], asking),
            ),
            "contains_any": Operator(gettext_lazy("contains one of"), _any_words, says, query),
        },
        weight=4,
    )


def holding_now(kind: str, asked: Sequence[Asked], path: str, asking: Asking) -> Q:
    """Return what finds the things of ``kind``, whose ids ``path`` has, that hold one of ``asked``
    now. Costs as ``_terms_now``."""
    told = Q(holding(kind, asked, path))
    if not (now := _terms_now(kind, asking)):
        return told
    return (told & ~Q(**{f"{path}__in": list(now)})) | Q(**{f"{path}__in": _holders(now, asked)})


def changed_lately(kind: str, asked: Sequence[Asked]) -> list[int]:
    """Return the ids of what waits to be indexed and holds one of ``asked`` now. Costs as
    ``_terms_now``."""
    return _holders(_terms_now(kind, Asking()), asked)


def _holders(now: Mapping[int, Collection[str]], asked: Sequence[Asked]) -> list[int]:
    return [pk for pk, terms in now.items() if any(each.is_held_by(terms) for each in asked)]


def _asked(words: str) -> Asked:
    return Asked(words_meant(words))


def _words(value: Any, field: Field) -> str:
    text = given.text(value, field)
    if not words_meant(text):
        raise given.BadValue(_("There is no word in “%(value)s”.") % {"value": text})
    return text


def _any_words(value: Any, field: Field) -> tuple[str, ...]:
    return tuple(_words(one, field) for one in given.texts(value, field))


def _terms_of(kind: str, pk: int, asking: Asking) -> Collection[str]:
    """Return the terms of one thing. Two queries, ten if it changed lately; then it is known."""
    kept: dict[int, Collection[str]] = asking.kept.setdefault(("search", kind), {})
    if pk not in kept:
        waits = any(rows.filter(object_id=pk).exists() for rows in _waiting(kind))
        kept.update(_as_they_are(kind, [pk]) if waits else {})
        if pk not in kept:
            document = Document.objects.filter(kind=kind, object_id=pk).first()
            kept[pk] = frozenset(document.terms.split(" ")) if document else frozenset()
    return kept[pk]


def _terms_now(kind: str, asking: Asking) -> Mapping[int, Collection[str]]:
    """Return the terms, as they are now, of what waits to be indexed: the MOST that changed last.

    Two queries, some ten more if there are any.
    """
    key = ("search, now", kind)
    if key not in asking.kept:
        outdated, remaking = _waiting(kind)
        last = [outdated.order_by("-pk"), remaking.order_by("due_at", "-pk")]
        ids = [pk for rows in last for pk in rows.values_list("object_id", flat=True)[:MOST]]
        asking.kept[key] = _as_they_are(kind, list(dict.fromkeys(ids))[:MOST])
    found: Mapping[int, Collection[str]] = asking.kept[key]
    return found


def _waiting(kind: str) -> tuple[QuerySet[Outdated], QuerySet[Remaking]]:
    """Return the rows of what is to be indexed anew, to be asked in this order: so they go, too."""
    # What could not be taken apart once would not be now, either.
    return Outdated.objects.filter(kind=kind), Remaking.objects.filter(kind=kind, attempts__lte=1)


def _as_they_are(kind: str, ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return the terms of these things, () of those that are gone; nothing if none is told."""
    wanted = list(ids)
    if not wanted:
        return {}
    try:
        documents = made(sources()[kind], sources()[kind].read(wanted))
    except NoAnswer:  # what cannot be taken apart has no newer document either
        return {}
    now = {document.object_id: frozenset(document.terms.split(" ")) for document in documents}
    return {pk: now.get(pk, frozenset()) for pk in wanted}
