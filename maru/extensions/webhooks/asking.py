"""What an inlet's mapping makes of what came: pure, no database, so that the sender hears at once
what is missing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from maru.extensions.webhooks.inlet import Does, Inlet
from maru.extensions.webhooks.mapping import Unmapped, as_text, taken
from maru.support.tickets.choices import Kind, Priority

PRIORITIES = {each.name.lower(): each.value for each in Priority}
MOST_TAGS = 20


@dataclass
class Asked:
    """What is to be done, in our words. "" and empty: nothing of it."""

    email: str = ""
    name: str = ""
    subject: str = ""
    body: str = ""
    priority: int = 0
    kind: str = ""
    tags: list[str] = field(default_factory=list)
    find: str = ""  # a number, or what a field says
    note: str = ""
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def does_something(self) -> bool:
        return bool(self.note or self.priority or self.kind or self.tags or self.fields)


def parsed(body: str) -> dict[str, Any]:
    """Return the object that ``body`` is. Raises Unmapped."""
    try:
        told = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Unmapped("not_json") from None
    if not isinstance(told, dict):
        raise Unmapped("not_json")
    return told


def _refuse(name: str) -> None:
    raise ValueError(name)


def asked(inlet: Inlet, told: Any) -> Asked:
    """Return what ``inlet`` is to do with ``told``. Raises Unmapped."""
    said = {name: taken(line, told) for name, line in inlet.mapping.items()
            if isinstance(line, str) and line}  # fmt: skip
    text = {name: as_text(value).strip() for name, value in said.items()}
    found = Asked(fields=_fields(inlet, told))
    for name in ("priority", "kind"):
        if word := text.get(name, "").lower():
            known: Any = PRIORITIES if name == "priority" else {each: each for each in Kind.values}
            if word not in known:
                raise Unmapped("no_choice", word[:80])
            setattr(found, name, known[word])
    tags = said.get("tags")
    words = tags if isinstance(tags, list) else as_text(tags).split(",")
    found.tags = [word for each in words[:MOST_TAGS] if (word := as_text(each).strip()[:60])]
    needed = ("email", "subject", "body") if inlet.does == Does.OPENS else ("find", "note")
    found.name = text.get("customer_name", "")
    for name in needed:
        setattr(found, name, text.get(name, ""))
    for name in needed:
        if not text.get(name) and not (name == "note" and found.does_something):
            raise Unmapped("missing", str(inlet.mapping.get(name, name)))
    if inlet.does == Does.OPENS:
        try:
            validate_email(found.email)
        except ValidationError:
            raise Unmapped("no_email", found.email[:200]) from None
    return found


def _fields(inlet: Inlet, told: Any) -> dict[str, Any]:
    """Return the custom fields by key; what is not there stays as it is."""
    lines = inlet.mapping.get("fields") or {}
    values = {key: taken(line, told) for key, line in lines.items()}
    return {
        key: [as_text(each) for each in value] if isinstance(value, list) else _clean(value)
        for key, value in values.items() if value is not None
    }  # fmt: skip


def _clean(value: Any) -> Any:
    is_plain = isinstance(value, bool | int) or (isinstance(value, float) and isfinite(value))
    return value if is_plain else as_text(value)
