"""Rows in the order of a custom field: of its choices, or of what was filled in.

What is filled in stands in the table of values alone, and there in its order (0230): it is walked
(``kit/database/walking``), or where a list holds few rows, their values are sorted. Rows without
an answer come last, whichever way the order goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db import models
from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models import Value as Plain
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from maru.kit.conditions.words import Folded
from maru.kit.database.keyset import Page, after, keys_of, opened, page_of_keys
from maru.kit.database.walking import among, are_few
from maru.kit.fields.asking import having, looked_at_one_by_one
from maru.kit.fields.field import CustomField
from maru.kit.fields.kinds import LARGEST, SCALE, Checkbox, Reference
from maru.kit.fields.reading import filled

FIRST, MORE = 100, 1_000  # values that are read at once
# Column -> what stands before all answers in it, and after them.
_ENDS: dict[str, tuple[Any, Any, models.Field[Any, Any]]] = {
    "number": (-LARGEST * SCALE, LARGEST * SCALE, models.BigIntegerField()),
    "day": (date.min, date.max, models.DateField()),
    "text": ("", "\U0010ffff", models.TextField()),
}


def can_order(field: CustomField) -> bool:
    """Return whether its answers have an order: what points to others has none here."""
    return not isinstance(field.how, Reference)


def can_group(field: CustomField) -> bool:
    """Return whether its answers are few, so that each is a group of its own."""
    return field.how.has_choices or isinstance(field.how, Checkbox)


def key_of(field: CustomField, *, down: bool) -> Combinable:
    """Return what a row is given to stand in the order of ``field``: the place of its first
    choice, where there is none the last place of that way round; or its answer, else NULL."""
    theirs = looked_at_one_by_one(field).filter(object_id=OuterRef("pk"))
    if not can_group(field):
        return Subquery(theirs.values(said=_said(field))[:1])
    places = _places(field)
    place = Case(*(When(**said, then=Plain(n)) for n, said in enumerate(places)),
                 default=Plain(len(places)), output_field=IntegerField())  # fmt: skip
    first = theirs.annotate(place=place).order_by("place").values("place")[:1]
    return Coalesce(Subquery(first), Plain(_nowhere(field, down)), output_field=IntegerField())


def key_within(field: CustomField, *, down: bool) -> Combinable:
    """As ``key_of``, for rows that stand in another order first: never NULL, and no answer is
    last."""
    if can_group(field):
        return key_of(field, down=down)
    least, most, kind = _ENDS[field.how.column]
    last = Plain(least if down else most, output_field=kind)
    return Coalesce(key_of(field, down=down), last, output_field=kind)


def runs_of(field: CustomField, *, down: bool = False) -> list[tuple[int, Callable[[], Q]]]:
    """Return the places of the choices as they follow one another, each with what finds its rows,
    and after them the place of no answer. A row with several is at the first of them."""
    places = list(range(len(_places(field))))
    every = [*(reversed(places) if down else places), _nowhere(field, down)]
    return [(place, partial(at_place, field, place)) for place in every]


def at_place(field: CustomField, place: int) -> Q:
    """Return what finds the rows at ``place``. Costs as ``having`` does."""
    places = _places(field)
    if not 0 <= place < len(places):
        return _has_none(field)
    found = _has_one_of(field, places[place : place + 1])
    before = places[:place]
    return found & ~_has_one_of(field, before) if field.how.is_many and before else found


def place_words(field: CustomField, place: int) -> str:
    """Return the answer at ``place`` in words, "" for none."""
    if isinstance(field.how, Checkbox):
        return field.how.said(1, field) if place == 0 else ""
    labels = dict(enumerate(choice.label for choice in field.choices.all()))
    return labels.get(place, "")


def page_by_value(
    rows: QuerySet[Any],
    field: CustomField,
    order: Sequence[str],
    *,
    cursor: str,
    size: int,
    show: Callable[[Any], Any],
) -> Page[Any]:
    """Return a page of ``rows``, as ``keyset.page`` does; ``order`` is the answer and the key of a
    row, both the same way round. Raises BadCursor. Costs a look, and two queries for some hundred
    values until the page is full."""
    last = opened(cursor, order, rows.model) if cursor else None
    found: list[Any] = []
    if last is None or last[0] is not None:
        found = _walked(rows, field, size + 1, last, down=order[0].startswith("-"))
    if len(found) <= size:
        empty = rows.filter(_has_none(field)).order_by(order[1])
        if last and last[0] is None:
            empty = empty.filter(after(order[1:], last[1:]))
        found += keys_of([empty], size + 1 - len(found))
    return page_of_keys(rows, order, found, size=size, show=show, is_first=not cursor)


def _walked(
    rows: QuerySet[Any], field: CustomField, most: int, last: Sequence[Any] | None, *, down: bool
) -> list[Any]:
    found: list[Any] = []
    for keys in _keys_by_value(rows, field, last, down=down):
        kept = among(rows.model._default_manager.filter(pk__in=keys), rows)
        held = set(kept.order_by().values_list("pk", flat=True))
        found += [key for key in keys if key in held]
        if len(found) >= most:
            break
    return found[:most]


def _keys_by_value(
    rows: QuerySet[Any], field: CustomField, last: Sequence[Any] | None, *, down: bool
) -> Iterator[list[int]]:
    values = filled(field)
    if are_few(rows):
        values = looked_at_one_by_one(field).filter(object_id__in=rows.order_by().values("pk"))
    order = ("-said", "-object_id") if down else ("said", "object_id")
    values = values.annotate(said=_said(field)).order_by(*order)
    most = FIRST
    while True:
        part = values.filter(after(order, last)) if last else values
        some = list(part.values_list("said", "object_id")[:most])
        yield [key for _said, key in some]
        if len(some) < most:
            return
        last, most = some[-1], MORE


def _said(field: CustomField) -> Combinable:
    return Folded(F("text")) if field.how.is_text else F(field.how.column)


def _places(field: CustomField) -> list[dict[str, Any]]:
    """Return what is true of a value at each place."""
    if isinstance(field.how, Checkbox):
        return [{"number": 1}]
    return [{"choice": choice.pk} for choice in field.choices.all()]


def _nowhere(field: CustomField, down: bool) -> int:
    return -1 if down else len(_places(field))


def _has_one_of(field: CustomField, places: Sequence[dict[str, Any]]) -> Q:
    wanted = [value for said in places for value in said.values()]
    return having(field, "pk", lambda column: Q(**{f"{column}__in": wanted}))


def _has_none(field: CustomField) -> Q:
    return ~having(field, "pk", lambda column: Q(**{f"{column}__isnull": False}))
