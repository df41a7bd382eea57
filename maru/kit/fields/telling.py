"""Answers in words: for the history, a list, a program."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from maru.kit.fields.definitions import fields_of
from maru.kit.fields.field import CustomField
from maru.kit.fields.kinds import Reference
from maru.kit.fields.noun import pointings
from maru.kit.fields.reading import values_of

Names = Mapping[str, Mapping[int, str]]  # kind -> id -> name, of what fields point to


def told(field: CustomField, answer: Any) -> dict[str, Any]:
    """Return what an event holds of an answer: it can be read when the field is long gone."""
    names = names_in([(field, answer)])
    return {
        "field": field.key,
        "label": field.label,
        "value": None if answer is None else field.how.plain(answer, field),
        "words": in_words(field, answer, names),
    }


def in_words(field: CustomField, answer: Any, names: Names) -> str:
    """Return ``answer`` as a person reads it, "" for none. ``names`` as ``names_in`` gives them."""
    return "" if answer is None else field.how.said(answer, field, names.get(field.kind, {}))


def names_in(answers: Iterable[tuple[CustomField, Any]]) -> Names:
    """Return the names of what these answers point to: one look for each kind of it."""
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for field, answer in answers:
        if answer is not None and isinstance(field.how, Reference):
            ids[field.kind].add(answer)
    return {kind: pointings()[kind].names(found) for kind, found in ids.items()}


def names_for(rows: Iterable[Any], fields: Iterable[CustomField]) -> Names:
    """Return the names behind the values of many ``rows``, which are loaded."""
    known = list(fields)
    return names_in((field, values_of(row).get(field.pk)) for row in rows for field in known)


def plain_values(row: Any) -> dict[str, Any]:
    """Return key -> answer as JSON has it, of every field that ``row`` may have or has filled.

    null where nothing is said. Costs as ``values_of``.
    """
    values = values_of(row)
    return {
        field.key: field.how.plain(values[field.pk], field) if field.pk in values else None
        for field in fields_of(row._meta.model_name)
        if field.pk in values or (field.is_in_use and field.is_of(row))
    }
