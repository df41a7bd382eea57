"""Comparing everything that is no text. NULL is never equal, more or less than anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from maru.kit.conditions.asking import ME, Asking

if TYPE_CHECKING:
    from maru.kit.conditions.field import Field

Query = Callable[["Field", Any, Asking], Q]


def same(value: Any, wanted: Any, asking: Asking) -> bool:
    return among(value, (wanted,), asking)


def among(value: Any, wanted: Iterable[Any], asking: Asking) -> bool:
    return value is not None and value in _meant(wanted, asking)


def has(value: Iterable[Any] | None, wanted: Any, asking: Asking) -> bool:
    return has_any(value, (wanted,), asking)


def has_any(value: Iterable[Any] | None, wanted: Iterable[Any], asking: Asking) -> bool:
    return not set(value or ()).isdisjoint(_meant(wanted, asking))


def query_same(field: Field, wanted: Any, asking: Asking) -> Q:
    return query_among(field, (wanted,), asking)


def query_among(field: Field, wanted: Iterable[Any], asking: Asking) -> Q:
    return _known(field) & Q(**{f"{field.path}__in": _meant(wanted, asking)})


def query_flag(field: Field, wanted: bool, _asking: Asking) -> Q:
    yes = field.where() if field.where else _known(field) & Q(**{field.path: True})
    return yes if wanted else ~yes


def query_own_flag(field: Field, wanted: bool, asking: Asking) -> Q:
    if field.where_for is None:
        raise LookupError(f"{field.name} cannot be asked of the database")
    yes = field.where_for(asking)
    return yes if wanted else ~yes


def query_is_empty(field: Field, _wanted: None, _asking: Asking) -> Q:
    return ~_known(field)


def query_is_blank(field: Field, wanted: None, asking: Asking) -> Q:
    """Return as ``query_is_empty``; a choice of words may be kept as "", too."""
    empty = query_is_empty(field, wanted, asking)
    return empty | Q(**{field.path: ""}) if field.of is str else empty


def compared(lookup: str, meant: Callable[[Any, Asking], Any] | None = None) -> Query:
    """Return the query of one comparison; ``meant`` makes its value of what was written."""

    def query(field: Field, wanted: Any, asking: Asking) -> Q:
        value = meant(wanted, asking) if meant else wanted
        return _known(field) & Q(**{f"{field.path}__{lookup}": value})

    return query


def query_has(field: Field, wanted: Any, asking: Asking) -> Q:
    return query_has_any(field, (wanted,), asking)


def query_has_any(field: Field, wanted: Iterable[Any], asking: Asking) -> Q:
    return _among_those(field, Q(**{f"{field.path}__in": _meant(wanted, asking)}))


def query_has_none(field: Field, _wanted: None, _asking: Asking) -> Q:
    return ~_among_those(field, Q(**{f"{field.path}__isnull": False}))


def _among_those(field: Field, condition: Q) -> Q:
    # A subquery, not a join: a row with two tags is found once, and "not" means none of them.
    if field.model is None:
        raise LookupError(f"{field.name} cannot be asked of the database")
    return Q(pk__in=field.model._default_manager.filter(condition).values("pk"))


def _known(field: Field) -> Q:
    return Q(**{f"{field.path}__isnull": False})


def _meant(wanted: Iterable[Any], asking: Asking) -> list[Any]:
    """Return the values with ME replaced; nobody's "me" is nobody."""
    found = [asking.me if one == ME else one for one in wanted]
    return [one for one in found if one is not None]
