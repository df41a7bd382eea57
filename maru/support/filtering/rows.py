"""Conditions as rows of a form: "all (or any) of these", one question a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from maru.kit.conditions import FLAG
from maru.support.filtering.mail import HEADER, VOCABULARY

Row = dict[str, str]  # field, header, op, value
JOINS = [("all", _("All of these")), ("any", _("At least one of these"))]
OPERATORS = [
    ("contains", _("contains")),
    ("not contains", _("does not contain")),
    ("contains_any", _("contains one of (with commas)")),
    ("is", _("is")),
    ("not is", _("is not")),
    ("starts", _("starts with")),
    ("ends", _("ends with")),
    ("is_empty", _("is empty")),
    ("not is_empty", _("is not empty")),
    ("yes", _("yes")),
    ("no", _("no")),
]
WITHOUT_VALUE = {"is_empty", "not is_empty", "yes", "no"}
ANY_HEADER = "header"


def fields() -> list[tuple[str, Any]]:
    return [*((each.name, each.label) for each in VOCABULARY), (ANY_HEADER, _("Header field"))]


def as_conditions(join: str, rows: list[Row]) -> dict[str, Any]:
    """Return what the rows say; whether that can be asked is for the vocabulary to tell."""
    return {join: [_as_test(row) for row in rows]}


def as_rows(conditions: Any) -> tuple[str, list[Row]] | None:
    """Return how the rows are joined, and the rows; None when no rows can show the conditions."""
    if conditions == {}:
        return "all", []
    try:
        [(join, parts)] = conditions.items()
        rows = [_as_row(part) for part in parts]
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    # Only what comes back as it was: nothing may be lost by looking at it.
    return (join, rows) if as_conditions(join, rows) == conditions else None


def _as_test(row: Row) -> dict[str, Any]:
    field = HEADER + row["header"].strip() if row["field"] == ANY_HEADER else row["field"]
    denied, op = row["op"].startswith("not "), row["op"].removeprefix("not ")
    test: dict[str, Any] = {"field": field, "op": op}
    if op in {"yes", "no"}:
        test |= {"op": "is", "value": op == "yes"}
    elif op == "contains_any":
        test["value"] = [word.strip() for word in row["value"].split(",") if word.strip()]
    elif op != "is_empty":
        test["value"] = row["value"]
    return {"not": test} if denied else test


def _as_row(part: dict[str, Any]) -> Row:
    test = part.get("not", part)
    field, op, value = test["field"], test["op"], test.get("value")
    header = field.removeprefix(HEADER)
    if isinstance(value, bool):
        op, value = "yes" if value else "no", ""
    elif isinstance(value, list):
        value = ", ".join(value)
    return {
        "field": ANY_HEADER if header != field else field,
        "header": header if header != field else "",
        "op": f"not {op}" if "not" in part else op,
        "value": value or "",
    }


def known_values() -> Iterator[str]:
    """Yield what a choice can be, to be offered while somebody writes."""
    for each in VOCABULARY:
        if each.choices and each.kind is not FLAG:
            yield from (str(value) for value, _label in each.choices())
