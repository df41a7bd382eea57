"""Keeping an answer. The event of it is the noun's to leave, in the same transaction."""

from __future__ import annotations

from typing import Any

from maru.kit.fields.field import CustomField
from maru.kit.fields.reading import forget, values_of
from maru.kit.fields.value import Value


def put(field: CustomField, row: Any, answer: Any) -> Any:
    """Keep ``answer``, as the kind has read it, for ``row``; return what was there before.

    Inside a transaction that holds the row. Costs three queries, and those of ``values_of``.
    """
    forget(row)
    before = values_of(row).get(field.pk)
    if before == answer:
        return before
    Value.objects.filter(object_id=row.pk, field=field).delete()
    column = "choice_id" if field.how.column == "choice" else field.how.column
    answers = [] if answer is None else answer if field.how.is_many else [answer]
    Value.objects.bulk_create(
        Value(field=field, object_id=row.pk, slot=one if field.how.is_many else 0, **{column: one})
        for one in answers
    )
    forget(row)
    return before


def drop(noun: str, pk: int) -> None:
    """Forget what a row says that is deleted in the same transaction."""
    Value.objects.filter(object_id=pk, field__noun=noun).delete()
