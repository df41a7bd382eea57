"""Comparing text: A to Z without their case, all other letters as they are.

That is what SQLite and every PostgreSQL, whatever its locale, can do alike.
"""

from __future__ import annotations

import string
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Coalesce, Left, Length, Right, StrIndex
from django.db.models.lookups import Exact, GreaterThan

from maru.kit.conditions.asking import Asking

if TYPE_CHECKING:
    from maru.kit.conditions.field import Field

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class Folded(Func):
    """A to Z in lower case; SQLite's LOWER knows no other letters, PostgreSQL's in locale "C"."""

    function = "LOWER"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = '%(function)s((%(expressions)s) COLLATE "C")'
        return self.as_sql(compiler, connection, template=template, **extra)


def folded(text: str | None) -> str:
    return (text or "").translate(_LOWER)


def is_(value: str | None, wanted: str, _asking: Asking) -> bool:
    return folded(value) == folded(wanted)


def contains(value: str | None, wanted: str, _asking: Asking) -> bool:
    return folded(wanted) in folded(value)


def contains_any(value: str | None, wanted: tuple[str, ...], _asking: Asking) -> bool:
    return any(folded(one) in folded(value) for one in wanted)


def starts(value: str | None, wanted: str, _asking: Asking) -> bool:
    return folded(value).startswith(folded(wanted))


def ends(value: str | None, wanted: str, _asking: Asking) -> bool:
    return folded(value).endswith(folded(wanted))


def query_is(field: Field, wanted: str, _asking: Asking) -> Q:
    return Q(Exact(_column(field), _word(wanted)))


def query_contains(field: Field, wanted: str, _asking: Asking) -> Q:
    return Q(GreaterThan(StrIndex(_column(field), _word(wanted)), 0))


def query_contains_any(field: Field, wanted: tuple[str, ...], asking: Asking) -> Q:
    return reduce(or_, (query_contains(field, one, asking) for one in wanted))


def query_starts(field: Field, wanted: str, _asking: Asking) -> Q:
    return Q(Exact(Left(_column(field), len(wanted)), _word(wanted)))


def query_ends(field: Field, wanted: str, _asking: Asking) -> Q:
    # SQLite's SUBSTR counts from the end even beyond the start of a shorter text.
    is_long_enough = Q(GreaterThan(Length(_column(field)), len(wanted) - 1))
    return is_long_enough & Q(Exact(Right(_column(field), len(wanted)), _word(wanted)))


def query_is_empty(field: Field, _wanted: None, _asking: Asking) -> Q:
    return Q(Exact(_column(field), Value("")))


def _column(field: Field) -> Folded:
    if field.is_never_null:
        return Folded(F(field.path))
    # NULL is empty text here, so that "not" has two answers and no third.
    return Folded(Coalesce(F(field.path), Value(""), output_field=TextField()))


def _word(wanted: str) -> Value:
    return Value(folded(wanted), output_field=TextField())
