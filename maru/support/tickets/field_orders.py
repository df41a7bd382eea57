"""The custom fields of tickets as orders: how an order, and an address, name them."""

from __future__ import annotations

from maru.kit.fields.definitions import fields_of
from maru.kit.fields.field import CustomField, State
from maru.kit.fields.ordering import can_group, can_order

PREFIX, DOWN = "fields.", ":down"
_KEY = "field_"  # the field's id follows


def field_in(name: str) -> CustomField | None:
    """Return the field that is meant by ``name`` in an order, None for all else."""
    if not name.startswith(_KEY):
        return None
    return next(field for field in fields_of("ticket") if key_in_order(field) == name)


def is_of_values(name: str) -> bool:
    """Return whether an order that begins with ``name`` goes by what was filled in, which may be
    nothing."""
    field = field_in(name)
    return field is not None and not can_group(field)


def field_order(word: str) -> tuple[str, ...] | None:
    """Return the order that "fields.KEY" or "fields.KEY:down" names; None if there is none."""
    field = _named(word.removesuffix(DOWN))
    if field is None or not can_order(field):
        return None
    sign = "-" if word.endswith(DOWN) else ""
    first = f"{sign}{key_in_order(field)}"
    # Along the index of the values the tickets of one stand by their number.
    return (first, "-updated_at", "-number") if can_group(field) else (first, f"{sign}number")


def field_of_group(word: str) -> CustomField | None:
    """Return the field that "fields.KEY" groups by, or None."""
    field = _named(word)
    return field if field and can_group(field) else None


def key_in_order(field: CustomField) -> str:
    return f"{_KEY}{field.pk}"


def _named(word: str) -> CustomField | None:
    if not word.startswith(PREFIX):
        return None
    key = word.removeprefix(PREFIX)
    known = (field for field in fields_of("ticket") if field.state != State.OFF)
    return next((field for field in known if field.key == key), None)
