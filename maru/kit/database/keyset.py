"""Paging by the values of the last row: page 1,000 costs what page 1 costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q

SALT = "maru.keyset"

Row = TypeVar("Row", bound=models.Model)
Show = Callable[[models.QuerySet[Row]], models.QuerySet[Row]]


class BadCursor(ValueError):
    """The cursor is not one of ours, or belongs to another order."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: list[Row]
    next: str | None  # cursor of what follows; None on the last page
    is_first: bool = True


def page(
    rows: models.QuerySet[Row],
    order: Sequence[str],
    *,
    cursor: str = "",
    size: int = 50,
    show: Show[Row] | None = None,
) -> Page[Row]:
    """Return the ``size`` rows after ``cursor``, in ``order``.

    ``order`` names columns of the model, or words and numbers that each row was given
    by ``annotate``; "-" first for descending. The last must be unique and none may be
    NULL. ``show`` loads what a row shows: it is asked of the rows of the page alone, after these
    were found by their keys, whatever must be joined or sorted. Raises BadCursor. Costs one query.
    """
    if cursor:
        rows = rows.filter(after(order, opened(cursor, order, rows.model)))
    rows = rows.order_by(*order)
    if show:
        # Of no other condition, or SQLite would go by that one and look for each in the keys.
        keys = rows.values("pk")[: size + 1]
        rows = show(rows.model._default_manager.filter(pk__in=keys)).order_by(*order)
    found = list(rows[: size + 1])
    shown = found[:size]
    following = cursor_at(shown[-1], order) if len(found) > size else None
    return Page(shown, following, is_first=not cursor)


def page_in_runs(
    rows: models.QuerySet[Row],
    order: Sequence[str],
    runs: Sequence[tuple[Any, Callable[[], Q]]],
    *,
    cursor: str = "",
    size: int = 50,
    show: Show[Row] | None = None,
) -> Page[Row]:
    """As ``page``, where the first of ``order`` has few values.

    ``runs`` are these values as they follow one another, each with what is asked for the
    condition of its rows. Each run is read by itself, along an index of the rest of ``order``:
    the database sorts nothing. Costs a query a run until the page is full, and one for its rows.
    """

    def parts() -> Iterator[models.QuerySet[Row]]:
        last = opened(cursor, order, rows.model) if cursor else None
        for value, run in runs:
            if last and value != last[0]:
                continue  # before where the page begins
            part = rows.filter(run()).order_by(*order[1:])
            if last:
                part, last = part.filter(after(order[1:], last[1:])), None
            yield part

    found = keys_of(parts(), size + 1)
    return page_of_keys(rows, order, found, size=size, show=show, is_first=not cursor)


def keys_of(parts: Iterable[models.QuerySet[Row]], most: int) -> list[Any]:
    """Return the keys of the first ``most`` rows of ``parts``, which follow one another. Costs a
    query a part until there are as many."""
    found: list[Any] = []
    for part in parts:
        found += part.values_list("pk", flat=True)[: most - len(found)]
        if len(found) == most:
            break
    return found


def page_of_keys(
    rows: models.QuerySet[Row],
    order: Sequence[str],
    found: Sequence[Any],
    *,
    size: int,
    show: Show[Row] | None,
    is_first: bool,
) -> Page[Row]:
    """Return the page of the rows with the keys ``found``, as they stand there: one more than
    ``size`` says that another page follows. Costs one query."""
    asked = show(rows.model._default_manager.all()) if show else rows
    loaded = asked.in_bulk(found[:size])
    shown = [loaded[key] for key in found[:size] if key in loaded]
    following = cursor_at(shown[-1], order) if shown and len(found) > size else None
    return Page(shown, following, is_first=is_first)


def after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Return what finds the rows that follow one with ``values`` in ``order``."""
    # "a <= x AND (a < x OR b < y)": SQLite walks the index for this form, and
    # scans the whole table for the plain "a < x OR (a = x AND b < y)".
    name, value = order[0].lstrip("-"), values[0]
    beyond = "lt" if order[0].startswith("-") else "gt"
    past = Q(**{f"{name}__{beyond}": value})
    if len(order) == 1:
        return past
    return Q(**{f"{name}__{beyond}e": value}) & (past | after(order[1:], values[1:]))


def cursor_at(row: models.Model, order: Sequence[str]) -> str:
    """Return the cursor of what follows ``row``, which has all that ``order`` names."""
    values = [_told(row, name.lstrip("-")) for name in order]
    return signing.dumps([list(order), values], salt=SALT)


def opened(cursor: str, order: Sequence[str], model: type[models.Model]) -> list[Any]:
    """Return the values of ``order`` where the page before ended. Raises BadCursor."""
    try:
        given, values = signing.loads(cursor, salt=SALT)
        if given != list(order):
            raise BadCursor
        return [_read(model, name.lstrip("-"), v) for name, v in zip(order, values, strict=True)]
    except (signing.BadSignature, ValidationError, TypeError, ValueError) as error:
        raise BadCursor("not a cursor of this list") from error


def _told(row: models.Model, name: str) -> Any:
    field = _field(type(row), name)
    value = getattr(row, name)
    if field:
        return field.value_to_string(row)
    return value.isoformat() if isinstance(value, date) else value


def _read(model: type[models.Model], name: str, told: Any) -> Any:
    field = _field(model, name)
    return field.to_python(told) if field else told


def _field(model: type[models.Model], name: str) -> Any:
    """Return the column, None for what each row was given."""
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
