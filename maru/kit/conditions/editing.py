"""Conditions as people edit them: groups of rows, each row a field, a comparison and a value.

The first group is the outer one; the others stand in it, one level down. What is
nested deeper, or denies a whole group, is not shown: it stays as it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.conditions.asking import ME
from maru.kit.conditions.comparing import COMPARISONS, UNITS, Comparison
from maru.kit.conditions.field import Field
from maru.kit.conditions.tree import BadCondition
from maru.kit.conditions.vocabulary import Vocabulary

Named = Iterable[tuple[Any, str | Promise]]


@dataclass(frozen=True)
class Finder:
    """Values of which there are too many to show: chosen after a search for their names.

    ``find`` gives some that are called like its words, ``named`` those that have these values:
    both only of what whoever edits may see.
    """

    find: Callable[[str], Named]
    named: Callable[[list[str]], Named]


Choices = Mapping[str, Named | Finder]
Offers = Callable[[Field], bool]
JOINS = [("all", gettext_lazy("All of these")), ("any", gettext_lazy("At least one of these"))]
MOST_ROWS, MOST_GROUPS = 60, 12


@dataclass
class Row:
    """One question as it stands in the form; ``values`` are words, whatever they mean."""

    field: str
    op: str
    values: list[str] = made_by(default_factory=list)
    unit: str = "day"
    error: str = ""
    looked_for: str = ""  # a name, where a Finder looks for it

    @property
    def is_complete(self) -> bool:
        return _takes(self.op) == "" or any(value.strip() for value in self.values)

    @property
    def text(self) -> str:
        return ", ".join(self.values)


@dataclass
class Group:
    join: str = "all"
    rows: list[Row] = made_by(default_factory=list)


class Sheet:
    """What the editor shows. ``choices`` are those of whoever edits, field by field; ``offers``
    says which fields are offered to them."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        groups: list[Group],
        choices: Choices,
        offers: Offers = lambda field: True,
    ) -> None:
        self.vocabulary, self.choices, self._offers = vocabulary, choices, offers
        self.groups = groups or [Group()]
        self.focus = ""  # "row 3" or "add 0": where one goes on

    @property
    def fields(self) -> list[Field]:
        """What can be asked, and what is asked already though it is offered no more."""
        offered = {field.name: field for field in self.vocabulary if self._offers(field)}
        asked = {row.field for group in self.groups for row in group.rows}
        kept = [self.vocabulary[name] for name in sorted(asked - offered.keys())]
        return [*offered.values(), *kept]

    @property
    def joins(self) -> list[tuple[str, str | Promise]]:
        return list(JOINS)

    @property
    def units(self) -> list[tuple[str, str | Promise]]:
        return [(key, label) for key, (label, _minutes) in UNITS.items()]

    def numbered(self) -> list[tuple[int, Group, list[tuple[int, Row]]]]:
        """Return the groups and their rows with their numbers on the sheet."""
        found, number = [], 0
        for place, group in enumerate(self.groups):
            rows = list(enumerate(group.rows, start=number))
            number += len(rows)
            found.append((place, group, rows))
        return found

    def comparisons(self, row: Row) -> list[Comparison]:
        return COMPARISONS[self.vocabulary[row.field].kind.name]

    def takes(self, row: Row) -> str:
        """Return how the value is put in: "", choices, words, span, day or number."""
        takes = _takes(row.op, self.vocabulary[row.field].kind.name)
        return "words" if takes == "choices" and self.options(row) is None else takes

    def options(self, row: Row) -> list[tuple[str, str | Promise]] | None:
        """Return what can be chosen, what is chosen already among it; None: any words."""
        asked = self.vocabulary[row.field]
        known = self.choices.get(asked.name) or (asked.choices() if asked.choices else None)
        if known is None:
            return None
        if isinstance(known, Finder):
            found = known.find(row.looked_for) if row.looked_for.strip() else ()
            known = {**dict(known.named(row.values)), **dict(found)}.items()
        shown: list[tuple[str, str | Promise]] = [(ME, _("Me"))] if asked.is_person else []
        shown += [(str(key), label) for key, label in known]
        there = {key for key, _label in shown}
        return shown + [(value, f"({value})") for value in row.values if value not in there]

    def is_found(self, row: Row) -> bool:
        """Return whether what can be chosen is looked for by its name first."""
        return isinstance(self.choices.get(row.field), Finder)

    def add_row(self, group: int) -> None:
        if sum(len(each.rows) for each in self.groups) >= MOST_ROWS:
            return
        place = group if 0 <= group < len(self.groups) else 0
        self.groups[place].rows.append(self._first_row())
        number = sum(len(each.rows) for each in self.groups[: place + 1]) - 1
        self.focus = f"row {number}"

    def add_group(self) -> None:
        if len(self.groups) >= MOST_GROUPS:
            return
        inner = "any" if self.groups[0].join == "all" else "all"
        self.groups.append(Group(inner))
        self.add_row(len(self.groups) - 1)

    def remove_row(self, number: int) -> None:
        """Take a row out; an inner group that is left empty goes with it."""
        for place, group, rows in self.numbered():
            for there, row in rows:
                if there == number:
                    group.rows.remove(row)
                    self.focus = f"add {place}"
        if any(place and not group.rows for place, group, _rows in self.numbered()):
            self.groups = [g for n, g in enumerate(self.groups) if n == 0 or g.rows]
            self.focus = "add 0"

    def _first_row(self) -> Row:
        first = self.fields[0]
        return Row(first.name, COMPARISONS[first.kind.name][0].op)

    def conditions(self, *, whole: bool = True) -> dict[str, Any]:
        """Return what the rows say, those without a value left out. Raises BadCondition for what
        cannot be asked.

        With ``whole`` a row without a value is a mistake, too, and each row gets its ``error``.
        """
        joined = [[self._asked(row, whole) for row in group.rows] for group in self.groups]
        if whole and any(row.error for group in self.groups for row in group.rows):
            raise BadCondition("", _("A condition cannot be asked like that."))
        joined = [[part for part in parts if part] for parts in joined]
        inner = [{g.join: p} for g, p in zip(self.groups[1:], joined[1:], strict=True) if p]
        said = {self.groups[0].join: joined[0] + inner}
        if whole:
            self.vocabulary.read(said)  # each row alone may be asked, and all together not
        return said

    def _asked(self, row: Row, whole: bool) -> dict[str, Any] | None:
        """Return what a row asks, None where it asks nothing yet; ``conditions`` says the rest."""
        try:
            if row.is_complete:
                row.error = "" if whole else row.error
                test = self._as_test(row)
                self.vocabulary.read(test)
                return test
            row.error = _("Say what it is compared with.") if whole else row.error
        except BadCondition as wrong:
            if not whole:
                raise
            row.error = wrong.message
        return None

    def _as_test(self, row: Row) -> dict[str, Any]:
        asked = self.vocabulary[row.field]
        denied, op = row.op.startswith("not "), row.op.removeprefix("not ")
        test: dict[str, Any] = {"field": asked.name, "op": op}
        match self.takes(row):
            case "" if op in {"yes", "no"}:
                test |= {"op": "is", "value": op == "yes"}
            case "choices" | "words" if op in {"in", "has_any", "contains_any"}:
                test["value"] = [_meant(word, asked) for word in self._words(row)]
            case "span":
                test["value"] = _minutes(row)
            case "number":
                test["value"] = _whole(row.values[0])
            case "day" | "words":
                test["value"] = row.values[0].strip()
        return {"not": test} if denied else test

    def _words(self, row: Row) -> list[str]:
        if self.options(row) is not None:
            return list(dict.fromkeys(row.values))
        words = (word.strip() for value in row.values for word in value.split(","))
        return [word for word in words if word]


def sheet_of(
    vocabulary: Vocabulary,
    conditions: Any,
    choices: Choices,
    offers: Offers = lambda field: True,
) -> Sheet | None:
    """Return the conditions as rows; None where rows cannot show all that they say."""
    if not conditions:
        return Sheet(vocabulary, [Group()], choices, offers)
    try:
        top = conditions if conditions.keys() & {"all", "any"} else {"all": [conditions]}
        [(join, parts)] = top.items()
        groups = [Group(join)]
        for part in parts:
            if part.keys() & {"all", "any"}:
                [(inner, tests)] = part.items()
                groups.append(Group(inner, [_as_row(test, vocabulary) for test in tests]))
            else:
                groups[0].rows.append(_as_row(part, vocabulary))
        sheet = Sheet(vocabulary, groups, choices, offers)
        # Only what means the same: nothing may be lost by looking at it. Rows stand
        # before groups; which part is asked first changes no answer.
        if len(groups) > MOST_GROUPS or sum(len(group.rows) for group in groups) > MOST_ROWS:
            return None
        same = _plain(sheet.conditions()) == _plain(top)
    except (AttributeError, BadCondition, KeyError, TypeError, ValueError):
        return None
    return sheet if same else None


def sheet_in(
    vocabulary: Vocabulary, data: Any, choices: Choices, offers: Offers = lambda field: True
) -> Sheet:
    """Return the sheet that a form sent, with whatever button of it was pressed done."""
    count = _number(data.get("groups", ""), 1, MOST_GROUPS)
    known = {name for name, _label in JOINS}
    joins = [data.get(f"join_{n}", "") for n in range(max(count, 1))]
    groups = [Group(j if j in known else "all") for j in joins]
    sheet = Sheet(vocabulary, groups, choices, offers)
    places = []
    for key in data.getlist("row")[:MOST_ROWS]:
        row = _given_row(vocabulary, data, key)
        if row is not None:
            places.append((_number(data.get(f"group_{key}", ""), 0, len(joins) - 1), row))
    for place, row in places:
        sheet.groups[place].rows.append(row)
    done, _space, number = data.get("do", "").partition(" ")
    if done == "add":
        sheet.add_row(_number(number, 0, MOST_GROUPS))
    elif done == "group":
        sheet.add_group()
    elif done == "remove":
        sheet.remove_row(_number(number, -1, MOST_ROWS))
    return sheet


def _given_row(vocabulary: Vocabulary, data: Any, key: str) -> Row | None:
    name = data.get(f"field_{key}", "")
    try:
        asked = vocabulary[name]
    except KeyError:
        return None
    ops = [comparison.op for comparison in COMPARISONS[asked.kind.name]]
    if data.get(f"was_{key}", name) != name:
        return Row(name, ops[0])  # another field: what was compared with means nothing here
    op = data.get(f"op_{key}", "")
    unit = data.get(f"unit_{key}", "")
    return Row(
        name,
        op if op in ops else ops[0],
        data.getlist(f"value_{key}")[:100],
        unit if unit in UNITS else "day",
        looked_for=data.get(f"find_{key}", "").replace("\x00", "")[:200],
    )


def _as_row(part: dict[str, Any], vocabulary: Vocabulary) -> Row:
    test = part.get("not", part)
    asked, op, value = vocabulary[test["field"]], test["op"], test.get("value")
    denied = "not " if "not" in part else ""
    kind = asked.kind.name
    if kind == "flag":
        return Row(asked.name, "yes" if value is not ("not" in part) else "no")
    if op in {"is", "has"} and kind in {"choice", "set"}:
        op, value = {"is": "in", "has": "has_any"}[op], [value]
    if denied + op not in [comparison.op for comparison in COMPARISONS[kind]]:
        raise KeyError(op)
    if _takes(op, kind) == "span":
        unit = next(u for u, (_l, size) in reversed(UNITS.items()) if value % size == 0)
        return Row(asked.name, denied + op, [str(value // UNITS[unit][1])], unit)
    values = value if isinstance(value, list) else [] if value is None else [value]
    return Row(asked.name, denied + op, [str(one) for one in values])


def _plain(data: Any) -> Any:
    """Return conditions in one spelling, so that two that mean the same are equal."""
    match data:
        case {"all": parts} | {"any": parts}:
            [join] = data
            return join, sorted((_plain(part) for part in parts), key=repr)
        case {"not": {"op": "is", "value": bool(value), **rest}}:
            return _plain({**rest, "op": "is", "value": not value})
        case {"not": part}:
            return "not", _plain(part)
        case {"op": "is" | "has" as op, "value": value, "field": name} if not isinstance(
            value, bool
        ):
            return name, {"is": "in", "has": "has_any"}[op], [value]
        case {"op": op, "field": name}:
            return name, op if op != "is" else "in", data.get("value")
    return data


def _takes(op: str, kind: str = "") -> str:
    kinds = [COMPARISONS[kind]] if kind else COMPARISONS.values()
    for comparisons in kinds:
        for comparison in comparisons:
            if comparison.op in (op, f"not {op}"):
                return comparison.takes
    raise KeyError(op)


def _meant(word: str, asked: Field) -> Any:
    if asked.of is str or (asked.is_person and word == ME):
        return word
    return _whole(word)


def _whole(word: str) -> Any:
    word = word.strip()
    plain = word.removeprefix("-")
    return int(word) if plain.isascii() and plain.isdecimal() and len(plain) < 17 else word


def _minutes(row: Row) -> Any:
    count = _whole(row.values[0])
    return count * UNITS[row.unit][1] if isinstance(count, int) else count


def _number(word: str, least: int, most: int) -> int:
    fits = word.isascii() and word.isdecimal() and len(word) < 6
    return min(max(int(word), least), most) if fits else least
