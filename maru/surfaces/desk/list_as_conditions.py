"""What the list shows now, said in the language of conditions: what "Save as view" begins with."""

from __future__ import annotations

from typing import Any

from maru.support.tickets.choices import UNSOLVED
from maru.surfaces.desk.inbox_form import NOT_A_CONDITION, InboxForm
from maru.surfaces.desk.question import as_conditions_of

_FIELDS = {"source": "channel", "tag": "tags"}


def as_conditions(form: InboxForm) -> tuple[dict[str, Any], list[str]]:
    """Return the view and the conditions of the valid ``form`` as one condition, and what was
    searched for that no condition can say."""
    left_out: list[str] = []
    parts: list[dict[str, Any]] = []
    for part in form.shown.conditions:
        parts += part["all"] if list(part) == ["all"] else [part]
    for name, value in form.cleaned_data.items():
        if name == "q" and value:
            asked, left_out = as_conditions_of(value, form.member)
            parts += asked
        elif value and name not in NOT_A_CONDITION:
            parts.append(_part(name, value))
    return {"all": parts}, left_out


def _part(name: str, value: Any) -> dict[str, Any]:
    if name == "organization":
        return {"field": name, "op": "in", "value": value}
    if name == "status" and value == "unsolved":
        return {"field": "status", "op": "in", "value": [str(status) for status in UNSOLVED]}
    if name == "unread":
        return {"field": "unread", "op": "is", "value": value == "yes"}
    field = _FIELDS.get(name, name)
    if value == "none":
        return {"field": field, "op": "is_empty"}
    if name == "tag":
        return {"field": field, "op": "has_any", "value": [value]}
    meant: Any = int(value) if value.isdecimal() else value
    return {"field": field, "op": "in", "value": [meant]}
