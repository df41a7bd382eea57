"""The custom fields of tickets as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from maru.kit.fields.definitions import fields_of
from maru.kit.fields.field import CustomField, State
from maru.kit.fields.ordering import can_group, can_order
from maru.kit.fields.reading import load, values_of
from maru.kit.fields.telling import in_words, names_for
from maru.staff.members.models import Member
from maru.support.savedviews.columns import Column
from maru.support.tickets.field_orders import PREFIX


@dataclass(frozen=True)
class Cell:
    """A word of a cell; ``colour`` is that of a choice, None: plain words."""

    words: str
    colour: str | None = None


def field_columns() -> Iterator[Column]:
    for field in fields_of("ticket"):
        if field.state != State.OFF:
            yield Column(
                f"{PREFIX}{field.key}", field.label, _reader_of(field), _sight_of(field),
                orders=can_order(field), groups=can_group(field),
            )  # fmt: skip


def _sight_of(field: CustomField) -> Callable[[Member], bool]:
    return lambda member: field.is_at(member.brand_ids)


def _reader_of(field: CustomField) -> Any:
    def values(rows: Sequence[Any]) -> Mapping[int, list[Cell]]:
        if not all(hasattr(row, "custom_values") for row in rows):
            load(rows)  # once for all columns of the page
        names = names_for(rows, [field])
        return {row.pk: _cells(field, values_of(row).get(field.pk), names) for row in rows}

    return values


def _cells(field: CustomField, answer: Any, names: Any) -> list[Cell]:
    if answer is None:
        return []
    if field.how.has_choices:
        ids = answer if isinstance(answer, list) else [answer]
        return [Cell(c.label, c.colour) for c in field.choices.all() if c.pk in ids]
    return [Cell(in_words(field, answer, names))]
