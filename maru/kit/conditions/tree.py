"""What a condition is made of, and how it is read from JSON that anybody may have sent."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

DEPTH = 8  # a person understands three; recursion stays far from Python's limit
TESTS = 100  # of one condition: what SQLite compiles without a second thought


class BadCondition(ValueError):
    """The condition cannot be read. ``where`` says which part: "all[2].value"."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.where, self.message = where, message


@dataclass(frozen=True)
class Test:
    """One question about one field. ``value`` is as the field's kind has cleaned it."""

    __test__ = False  # pytest: this is no test case

    field: str
    op: str
    value: typing.Any = None


@dataclass(frozen=True)
class All:
    """Each part holds; without parts it holds for everything."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    """At least one part holds; without parts it holds for nothing."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    part: Condition


Condition = Test | All | Any | Not


def tests_of(condition: Condition) -> Iterator[Test]:
    """Yield every test in ``condition``, at any depth."""
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from tests_of(part)
        case Not(part):
            yield from tests_of(part)
        case Test():
            yield condition


Clean = typing.Callable[[Test, str], Test]


def read(data: object, clean: Clean) -> Condition:
    """Return the condition that ``data`` says; ``clean(test, where)`` checks each test.

    Raises BadCondition for what is no condition, nested deeper than DEPTH or
    with more than TESTS tests.
    """
    return _Reader(clean).read(data, "", DEPTH)


class _Reader:
    def __init__(self, clean: Clean) -> None:
        self.clean, self.left = clean, TESTS

    def read(self, data: object, where: str, depth: int) -> Condition:
        if not isinstance(data, Mapping):
            raise BadCondition(where, _("A condition is needed here."))
        if not depth:
            raise BadCondition(where, _("The conditions are nested too deeply."))
        match dict(data):
            case {"all": parts, **rest} if not rest:
                return All(self._parts(parts, f"{where}.all".lstrip("."), depth))
            case {"any": parts, **rest} if not rest:
                return Any(self._parts(parts, f"{where}.any".lstrip("."), depth))
            case {"not": part, **rest} if not rest:
                return Not(self.read(part, f"{where}.not".lstrip("."), depth - 1))
            case {"field": str(field), "op": str(op), **rest} if rest.keys() <= {"value"}:
                return self._test(Test(field, op, rest.get("value")), where)
        raise BadCondition(where, _("This is not a condition."))

    def _parts(self, parts: object, where: str, depth: int) -> tuple[Condition, ...]:
        if not isinstance(parts, Sequence) or isinstance(parts, str):
            raise BadCondition(where, _("A list of conditions is needed here."))
        read = (self.read(part, f"{where}[{n}]", depth - 1) for n, part in enumerate(parts))
        return tuple(read)

    def _test(self, test: Test, where: str) -> Test:
        self.left -= 1
        if self.left < 0:
            raise BadCondition(where, _("There are too many conditions."))
        return self.clean(test, where)
