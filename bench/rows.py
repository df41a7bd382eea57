"""What `bin/bench` and `bin/rig` print: one row a measure, as a table or as JSON."""

from __future__ import annotations

import json
import operator
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
}


@dataclass
class Row:
    """One measure. ``target`` reads ">= 0.5" and is held by the ratio where the row has one.

    ``database`` is empty where it makes no difference. ``holds`` is None for a
    row without a target, and for one that could not be measured.
    """

    measure: str
    value: float | None
    unit: str
    beside: dict[str, float] = field(default_factory=dict)
    ratio: float | None = None
    target: str = ""
    database: str = ""
    note: str = ""

    @property
    def holds(self) -> bool | None:
        decisive = self.ratio if self.ratio is not None else self.value
        if not self.target or decisive is None:
            return None
        sign, _, bound = self.target.partition(" ")
        return COMPARE[sign](decisive, float(bound))

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "holds": self.holds}


def as_json(rows: list[Row]) -> str:
    return json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=1)


def as_table(rows: list[Row]) -> str:
    """Return the rows in columns that stand straight in a terminal, notes below."""
    head = ["measure", "database", "Maru", "beside it", "ratio", "target", "holds"]
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(head))]
    text = [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        )
        for line in lines
    ]
    text.insert(1, "  ".join("-" * width for width in widths))
    notes = [
        f"{row.measure} {row.database}: {row.note}".replace(" :", ":") for row in rows if row.note
    ]
    return "\n".join(line.rstrip() for line in [*text, *notes])


def _cells(row: Row) -> list[str]:
    beside = ", ".join(f"{name} {_figure(value)}" for name, value in row.beside.items())
    return [
        row.measure,
        row.database or "-",
        f"{_figure(row.value)} {row.unit}".strip(),
        beside or "-",
        "-" if row.ratio is None else f"{row.ratio:.2f}",
        row.target or "-",
        {None: "-", True: "yes", False: "NO"}[row.holds],
    ]


def _figure(value: float | None) -> str:
    if value is None:
        return "not measured"
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
