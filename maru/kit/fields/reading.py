"""What rows say for their fields: a page's in one query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from maru.kit.fields.definitions import fields_of
from maru.kit.fields.field import CustomField
from maru.kit.fields.value import Value

Values = dict[int, Any]  # id of a field -> the answer, as its kind reads it


def load(rows: Sequence[Any]) -> None:
    """Read the values of ``rows``, all of one noun, for ``values_of``. One query, and those of
    ``fields_of``; none where the noun has no fields."""
    if not rows:
        return
    found = values(rows[0]._meta.model_name, [row.pk for row in rows])
    for row in rows:
        row.custom_values = found[row.pk]


def values_of(row: Any) -> Values:
    """Return id of field -> answer, of what is filled in. Costs as ``load``, once an object."""
    if not hasattr(row, "custom_values"):
        load([row])
    held: Values = row.custom_values
    return held


def forget(row: Any) -> None:
    """Have ``values_of`` look again."""
    row.__dict__.pop("custom_values", None)


def values(noun: str, ids: Iterable[int]) -> dict[int, Values]:
    """Return id of row -> what it says. Costs as ``load``."""
    found: dict[int, Values] = {pk: {} for pk in ids}
    fields = {field.pk: field for field in fields_of(noun)}
    if not fields or not found:
        return found
    rows = Value.objects.filter(object_id__in=list(found), field__in=list(fields))
    for value in rows:
        kind, said = fields[value.field_id].how, found[value.object_id]
        answer = getattr(value, "choice_id" if kind.column == "choice" else kind.column)
        if kind.is_many:
            said.setdefault(value.field_id, []).append(answer)
        else:
            said[value.field_id] = answer
    for said in found.values():
        for pk in said.keys() & {field.pk for field in fields.values() if field.how.is_many}:
            said[pk] = [each.pk for each in fields[pk].choices.all() if each.pk in said[pk]]
    return found


def filled(field: CustomField) -> QuerySet[Value]:
    """Return all values of ``field``: what an index of them gives."""
    if field.how.has_choices:
        # By them alone: that a choice is of its field is a thing no planner knows.
        return Value.objects.filter(choice__in=[choice.pk for choice in field.choices.all()])
    return Value.objects.filter(field=field, **{f"{field.how.column}__isnull": False})
