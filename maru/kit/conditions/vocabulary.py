from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from operator import and_, or_
from typing import Protocol

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from maru.kit.conditions.asking import Asking
from maru.kit.conditions.field import Field
from maru.kit.conditions.tree import All, Any, BadCondition, Condition, Not, Test, read, tests_of
from maru.kit.conditions.values import BadValue


class Family(Protocol):
    """Fields that come and go while the program runs: custom ones."""

    def named(self, name: str) -> Field | None: ...
    def offered(self) -> Iterable[Field]: ...


class Vocabulary:
    """The fields that conditions about one noun may name. ``model`` None: never asked of a
    database. ``heaviest``: what all words of one condition may weigh, each as its kind says;
    anybody may write conditions, and one alone could keep a database busy for hours."""

    def __init__(
        self,
        fields: Iterable[Field] = (),
        *,
        model: type[models.Model] | None = None,
        heaviest: int | None = None,
    ) -> None:
        self.heaviest = heaviest
        self._fields: dict[str, Field] = {}
        self._families: list[Family] = []
        self.model = model
        for field in fields:
            self.add(field)

    def add(self, field: Field) -> None:
        """Let conditions name one more field: how an upper app enlarges a lower one's noun."""
        self._fields[field.name] = replace(field, model=self.model)

    def add_family(self, family: Family) -> None:
        """Let conditions name the fields of ``family``, too, as they are when it is asked."""
        self._families.append(family)

    def __iter__(self) -> Iterator[Field]:
        yield from self._fields.values()
        for family in self._families:
            yield from (replace(field, model=self.model) for field in family.offered())

    def __getitem__(self, name: str) -> Field:
        """Raises KeyError. A vocabulary may know fields that it makes when they are named."""
        if name not in self._fields:
            for family in self._families:
                if field := family.named(name):
                    return replace(field, model=self.model)
        return self._fields[name]

    def read(self, data: object) -> Condition:
        """Return the condition that JSON says. Raises BadCondition, in the user's language."""
        condition = read(data, self._cleaned)
        if self.heaviest is not None and self._weight(condition) > self.heaviest:
            raise BadCondition("", _("Too many words are looked for at once. Take some out."))
        return condition

    def _weight(self, condition: Condition) -> int:
        asked = [(self[test.field].kind.weight, test.value) for test in tests_of(condition)]
        return sum(w * (len(v) if isinstance(v, tuple) else 1) for w, v in asked)

    def holds(self, condition: Condition, row: object, asking: Asking) -> bool:
        """Return whether ``condition`` is true of one object. Costs what its fields cost."""
        match condition:
            case All(parts):
                return all(self.holds(part, row, asking) for part in parts)
            case Any(parts):
                return any(self.holds(part, row, asking) for part in parts)
            case Not(part):
                return not self.holds(part, row, asking)
            case Test(name, op, value):
                field = self[name]
                return field.kind.operators[op].holds(field.get(row), value, asking)

    def query(self, condition: Condition, asking: Asking) -> Q:
        """Return the filter that finds the rows for which ``holds`` is true, never one twice."""
        match condition:
            case All(parts):
                return _all_of([self.query(part, asking) for part in parts])
            case Any(parts):
                return _any_of([self.query(part, asking) for part in parts])
            case Not(part):
                return ~self.query(part, asking)
            case Test(name, op, value):
                field = self[name]
                if not field.is_in_database:
                    raise LookupError(f"{name} cannot be asked of the database")
                return field.kind.operators[op].query(field, value, asking)

    def _cleaned(self, test: Test, where: str) -> Test:
        try:
            field = self[test.field]
        except KeyError:
            raise BadCondition(_at(where, "field"), _("There is no such field.")) from None
        operator = field.kind.operators.get(test.op)
        if operator is None:
            raise BadCondition(_at(where, "op"), _("This field cannot be compared that way."))
        try:
            return Test(test.field, test.op, operator.clean(test.value, field))
        except BadValue as error:
            raise BadCondition(_at(where, "value"), str(error)) from None


def _all_of(parts: list[Q]) -> Q:
    # Not Q(): that one holds for everything even when it is negated.
    return reduce(and_, parts) if parts else ~_nothing()


def _any_of(parts: list[Q]) -> Q:
    return reduce(or_, parts) if parts else _nothing()


def _nothing() -> Q:
    return Q(pk__in=[])


def _at(where: str, part: str) -> str:
    return f"{where}.{part}" if where else part
