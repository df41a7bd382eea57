"""What a form sends for one field, as its kind reads it."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from maru.kit.fields.field import CustomField


def given_in(data: QueryDict, field: CustomField, name: str = "value") -> Any:
    """Return what stands under ``name``: a list for many choices, else a word."""
    return data.getlist(name)[:200] if field.how.is_many else data.get(name, "")
