"""The fields that there are, with their choices: read once a request, however often asked."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.core.signals import request_finished, request_started
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save

from maru.kit.fields.choice import Choice
from maru.kit.fields.field import CustomField, State
from maru.kit.fields.noun import nouns

# None: no request runs, and every question is asked anew.
_held: ContextVar[dict[str, list[CustomField]] | None] = ContextVar("custom fields", default=None)


def fields_of(noun: str) -> list[CustomField]:
    """Return every field of ``noun``, whatever its state, in their order with their choices.

    Costs two queries, once a request for all nouns.
    """
    held = _held.get()
    if held is None:
        return _read(CustomField.objects.filter(noun=noun))
    if not held:
        every = _read(CustomField.objects.all())
        held.update({key: [f for f in every if f.noun == key] for key in nouns()})
    return held.get(noun, [])


def _read(rows: QuerySet[CustomField]) -> list[CustomField]:
    return [field for field in rows.prefetch_related("choices") if _is_known(field)]


def in_use(row: Any) -> list[CustomField]:
    """Return the fields that ``row`` is asked for."""
    noun = row._meta.model_name
    return [f for f in fields_of(noun) if f.state == State.IN_USE and f.is_of(row)]


def field_named(noun: str, key: str) -> CustomField | None:
    return next((field for field in fields_of(noun) if field.key == key), None)


def _is_known(field: CustomField) -> bool:
    from maru.kit.fields.kinds import kinds

    return field.kind in kinds()  # else: of an app that is not here any more


def remember_for_a_request() -> None:
    request_started.connect(_begin, dispatch_uid="fields")
    request_finished.connect(_end, dispatch_uid="fields")
    for model in (CustomField, Choice):
        for signal in (post_save, post_delete):
            signal.connect(_forget, sender=model, dispatch_uid="fields")


def _begin(**_signal: Any) -> None:
    _held.set({})


def _end(**_signal: Any) -> None:
    _held.set(None)


def _forget(**_signal: Any) -> None:
    held = _held.get()
    if held is not None:
        held.clear()
