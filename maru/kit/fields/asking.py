"""Custom fields as conditions ask for them: of a row at hand, and of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models import Value as One
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from maru.kit.conditions import CHOICE, DAY, FLAG, NUMBER, SET, TEXT, Asking, Field
from maru.kit.conditions.kinds import Kind
from maru.kit.conditions.values import BadValue
from maru.kit.fields.definitions import field_named, fields_of
from maru.kit.fields.field import CustomField
from maru.kit.fields.kinds import scaled_number
from maru.kit.fields.reading import filled, values_of
from maru.kit.fields.value import Value

HANDFUL = 200  # values whose rows are named one by one: a hundred tests of it are bearable
FEW = 20_000  # values that are begun with; where there are more, the newest rows soon have some


@dataclass(frozen=True)
class AskedField(Field):
    """A custom field in a vocabulary; ``pk_of`` is the ORM's path to the id of its row."""

    custom: CustomField | None = None
    pk_of: str = "pk"

    @property
    def is_in_database(self) -> bool:
        return True

    @property
    def definition(self) -> CustomField:
        if self.custom is None:
            raise LookupError(f"{self.name} is no custom field")
        return self.custom


@dataclass(frozen=True)
class AskedFields:
    """The custom fields of ``noun`` in a vocabulary: named ``prefix`` and their key.

    ``pk_of`` and ``row_of`` lead from what is asked to the row whose fields they are: its id in
    the ORM, and the row itself, None where there is none.
    """

    noun: str
    prefix: str
    pk_of: str = "pk"
    row_of: Callable[[Any], Any] = lambda row: row
    whose: str | Promise = ""  # stands before the names of fields that are not its own

    def named(self, name: str) -> Field | None:
        """Return the field of that name, in whatever state: what was asked can be asked still."""
        if not name.startswith(self.prefix):
            return None
        field = field_named(self.noun, name.removeprefix(self.prefix))
        return self._asked(field) if field else None

    def offered(self) -> Iterator[Field]:
        """Yield those in use."""
        return (self._asked(field) for field in fields_of(self.noun) if field.is_in_use)

    def _asked(self, field: CustomField) -> AskedField:
        def get(row: Any) -> Any:
            of = self.row_of(row)
            value = None if of is None else values_of(of).get(field.pk)
            is_chosen = value is not None and field.how.has_choices
            return field.how.plain(value, field) if is_chosen else value

        known = [(choice.word, choice.label) for choice in field.choices.all()]
        kind = _KINDS.get(field.kind, _REFERENCE)
        return AskedField(
            f"{self.prefix}{field.key}",
            f"{self.whose}: {field.label}" if self.whose else field.label,
            kind,
            get,
            choices=(lambda: known) if field.how.has_choices else None,
            of=int if kind is _REFERENCE else str,
            custom=field,
            pk_of=self.pk_of,
        )


Query = Callable[[Any, Any, Asking], Q]
HELD = "held"  # the column of a value, as no index of it has it


class Unindexed(Func):
    """The column itself, which no index has like that: one row is read by its key."""

    template = "+%(expressions)s"
    arity = 1

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        # PostgreSQL has statistics, and knows + of numbers alone.
        return self.as_sql(compiler, connection, template="%(expressions)s", **extra)


def having(field: CustomField, pk_of: str, said: Callable[[str], Q]) -> Q:
    """Return what finds the rows with a value of which ``said`` is true; ``said`` is given the
    name of the value's column. ``pk_of`` leads to the id of whose value it is.

    No planner tells well whether to begin with the values or with the newest rows, and SQLite
    has no statistics at all. So a look at no more than FEW of them decides (0230): a handful is
    named one by one, of few it is begun with them, and where they are many the newest rows are
    walked and each looked up. Costs two queries at most.
    """
    found = filled(field).filter(said(field.how.column)).order_by()
    ids = found.values_list("object_id", flat=True)
    handful = list(ids[: HANDFUL + 1])
    if len(handful) <= HANDFUL:
        return Q(**{f"{pk_of}__in": handful})
    theirs = {"object_id": OuterRef(pk_of)}
    if found[: FEW + 1].count() <= FEW:
        if connection.vendor == "sqlite":
            return Q(**{f"{pk_of}__in": ids})
        return Q(Exists(found.filter(**theirs)))
    one_by_one = looked_at_one_by_one(field).filter(said(HELD), **theirs)
    return Q(Exact(Coalesce(Subquery(one_by_one.values(one=One(1))[:1]), One(0)), One(1)))


def _having(field: AskedField, said: Callable[[str], Q]) -> Q:
    return having(field.definition, field.pk_of, said)


def looked_at_one_by_one(field: CustomField) -> QuerySet[Value]:
    """Return the values of ``field`` for a look at those of one row, which are few: a database
    would else go through all that some index of them has."""
    every = Value.objects.alias(
        held=Unindexed(F(field.how.column)), held_field=Unindexed(F("field_id"))
    )
    return every.filter(held_field=field.pk)


def _asked_of_values(query: Query) -> Query:
    """Return the query of an operator whose own ``query`` is asked of the column of the values."""

    def found(field: AskedField, wanted: Any, asking: Asking) -> Q:
        def said(column: str) -> Q:
            return query(replace(field, path=column, is_never_null=True), wanted, asking)

        return _having(field, said)

    return found


def _is_empty(field: AskedField, _wanted: Any, _asking: Asking) -> Q:
    return ~_having(field, lambda column: Q(**{f"{column}__isnull": False}))


def _is_ticked(field: AskedField, wanted: bool, _asking: Asking) -> Q:
    ticked = _having(field, lambda column: Q(**{column: 1}))
    return ticked if wanted else ~ticked


def _chose(field: AskedField, wanted: str, asking: Asking) -> Q:
    return _chose_any(field, (wanted,), asking)


def _chose_any(field: AskedField, wanted: Iterable[str], _asking: Asking) -> Q:
    chosen = [each.pk for each in field.definition.choices.all() if each.word in wanted]
    return _having(field, lambda column: Q(**{f"{column}__in": chosen}))


def _number(value: Any, _field: Field) -> int:
    """Return ten-thousandths, as they are kept."""
    scaled = scaled_number(value)
    if scaled is None:
        raise BadValue(_("A number is needed here."))
    return scaled


def _kind(kind: Kind, queries: dict[str, Any], **clean: Any) -> Kind:
    """Return ``kind`` asked of values; ``queries`` are those that are not its own."""
    operators = {
        op: replace(operator, query=queries.get(op) or _asked_of_values(operator.query), **clean)
        for op, operator in kind.operators.items()
    }
    if "is_empty" in operators:
        empty: Query = _is_empty
        operators["is_empty"] = replace(kind.operators["is_empty"], query=empty)
    return replace(kind, operators=operators)


_TEXT = _kind(TEXT, {})
_REFERENCE = _kind(CHOICE, {})
_KINDS: dict[str, Kind] = {
    "text": _TEXT,
    "pattern": _TEXT,
    "number": _kind(NUMBER, {}, clean=_number),
    "date": _kind(DAY, {}),
    "checkbox": _kind(FLAG, {"is": _is_ticked}),
    "choice": _kind(CHOICE, {"is": _chose, "in": _chose_any}),
    "many": _kind(SET, {"has": _chose, "has_any": _chose_any}),
}
