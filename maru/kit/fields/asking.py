"""Custom fields as conditions ask for them: of a row at hand, and of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, TextField
from django.db.models import Value as Literal
from django.db.models.lookups import Exact
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from maru.kit.conditions import CHOICE, DAY, FLAG, NUMBER, SET, TEXT, Asking, Field
from maru.kit.conditions.kinds import Kind
from maru.kit.conditions.values import BadValue
from maru.kit.conditions.words import Folded, folded
from maru.kit.fields.definitions import field_named, fields_of
from maru.kit.fields.field import CustomField
from maru.kit.fields.kinds import scaled_number
from maru.kit.fields.reading import filled, values_of
from maru.kit.fields.value import Value

FEW = 20_000  # values that SQLite is told to begin with; more are met soon enough on the way


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
        assert self.custom is not None
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


def _having(field: AskedField, said: Q, *, by_index: bool = True) -> Q:
    """Return what finds the rows with a value of which ``said`` is true.

    PostgreSQL knows from its statistics whether to begin with the values or with the newest
    rows. SQLite does not: it is told to begin with the values where they are few, by a look at
    no more of them than that. ``by_index``: an index finds those of which ``said`` is true.
    """
    rows = filled(field.definition).filter(said)
    counted = rows if by_index else filled(field.definition)
    if connection.vendor == "sqlite" and counted.order_by()[: FEW + 1].count() <= FEW:
        return Q(**{f"{field.pk_of}__in": rows.values("object_id")})
    return Q(Exists(rows.filter(object_id=OuterRef(field.pk_of))))


def _asked_of_values(query: Callable[[Any, Any, Asking], Q], *, by_index: bool = True) -> Query:
    """Return the query of an operator whose own ``query`` is asked of the column of the values."""

    def found(field: AskedField, wanted: Any, asking: Asking) -> Q:
        of_values = replace(field, path=field.definition.how.column, model=Value)
        return _having(field, query(of_values, wanted, asking), by_index=by_index)

    return found


def _is_empty(field: AskedField, _wanted: Any, _asking: Asking) -> Q:
    return ~_having(field, Q())


def _is_text(_field: AskedField, wanted: str, _asking: Asking) -> Q:
    # Spelled as the index is.
    word = Literal(folded(wanted), output_field=TextField())
    return Q(Exact(Folded(F("text")), word))


def _is_ticked(field: AskedField, wanted: bool, _asking: Asking) -> Q:
    ticked = _having(field, Q(number=1))
    return ticked if wanted else ~ticked


def _chose(field: AskedField, wanted: str, asking: Asking) -> Q:
    return _chose_any(field, (wanted,), asking)


def _chose_any(field: AskedField, wanted: Iterable[str], _asking: Asking) -> Q:
    choices = field.definition.choices.all()
    return _having(field, Q(choice__in=[each.pk for each in choices if each.word in wanted]))


def _number(value: Any, _field: Field) -> int:
    """Return ten-thousandths, as they are kept."""
    scaled = scaled_number(value)
    if scaled is None:
        raise BadValue(_("A number is needed here."))
    return scaled


def _kind(kind: Kind, queries: dict[str, Any], **clean: Any) -> Kind:
    """Return ``kind`` asked of values; ``queries`` are those that an index does not simply find."""
    operators = {
        op: replace(operator, query=queries.get(op) or _asked_of_values(operator.query), **clean)
        for op, operator in kind.operators.items()
    }
    if "is_empty" in operators:
        empty: Query = _is_empty
        operators["is_empty"] = replace(kind.operators["is_empty"], query=empty)
    return replace(kind, operators=operators)


def _each_read(kind: Kind, *ops: str) -> dict[str, Query]:
    return {op: _asked_of_values(kind.operators[op].query, by_index=False) for op in ops}


_TEXT = _kind(
    TEXT,
    {
        **_each_read(TEXT, "contains", "contains_any", "starts", "ends"),
        "is": _asked_of_values(_is_text),
    },
)
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
