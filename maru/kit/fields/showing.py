"""Fields as a page shows them: those that are asked for, and retired ones that are filled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from maru.kit.fields.choice import Choice
from maru.kit.fields.definitions import fields_of
from maru.kit.fields.field import CustomField, State
from maru.kit.fields.kinds import Reference
from maru.kit.fields.reading import values_of
from maru.kit.fields.telling import in_words, names_in


@dataclass
class Shown:
    """One field of one row. ``given``: what somebody wrote that does not fit, as ``error`` says."""

    field: CustomField
    value: Any
    words: str
    error: str = ""
    given: str | None = None

    @property
    def is_editable(self) -> bool:
        return self.field.is_in_use

    @property
    def typed(self) -> str:
        """What stands in its input."""
        if self.given is not None:
            return self.given
        if self.value is None:
            return ""
        return self.field.how.typed(self.value, self.field)

    @property
    def is_reference(self) -> bool:
        return isinstance(self.field.how, Reference)

    @property
    def href(self) -> str:
        """The page of what it points to; "" for all else."""
        how = self.field.how
        return how.pointing.href(self.value) if isinstance(how, Reference) and self.value else ""

    @property
    def chosen(self) -> list[Choice]:
        ids = self.value if isinstance(self.value, list) else [self.value]
        return [choice for choice in self.field.choices.all() if choice.pk in ids]

    @property
    def options(self) -> list[Choice]:
        """What can be chosen, and what is though it is offered no more."""
        held = {choice.pk for choice in self.chosen}
        return [c for c in self.field.choices.all() if c.is_offered or c.pk in held]


def shown_on(row: Any) -> list[Shown]:
    """Return the fields of ``row`` with what it says. Costs as ``values_of``, and a query for
    each kind of what they point to."""
    values = values_of(row)
    fields = [
        field
        for field in fields_of(row._meta.model_name)
        if (field.is_in_use and field.is_of(row))
        or (field.pk in values and field.state != State.OFF)
    ]
    names = names_in((field, values.get(field.pk)) for field in fields)
    return [
        Shown(field, values.get(field.pk), in_words(field, values.get(field.pk), names))
        for field in fields
    ]


def shown_again(row: Any, field: CustomField, error: str = "", given: str | None = None) -> Shown:
    """Return one field of ``row``; after a mistake with what was written."""
    found = next(each for each in shown_on(row) if each.field.pk == field.pk)
    found.error, found.given = error, given
    return found
