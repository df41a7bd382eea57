"""Days on which a company is closed by itself, as people write them: a day or a range, and why.

"2026-12-24", "2026.12.28 ~ 12.31 연말 휴무".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from maru.staff.company.opening_hours import WIDE

LONGEST = 370  # days of one closure
NAME = 80  # characters
_YEAR = r"(\d{4})\s*[-./년]\s*"
_DAY = r"(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?"
_LINE = re.compile(rf"^{_YEAR}{_DAY}(?:\s*[~–—-]\s*(?:{_YEAR})?{_DAY})?(?:[\s:]+(.*))?$")


class NoClosure(ValueError):
    """These words name no days. ``is_backwards``: they end before they begin."""

    def __init__(self, words: str, *, is_backwards: bool = False, is_long: bool = False) -> None:
        super().__init__(words)
        self.is_backwards, self.is_long = is_backwards, is_long


@dataclass(frozen=True, order=True)
class Closure:
    first: date
    last: date
    name: str = ""

    def __str__(self) -> str:
        days = self.first.isoformat()
        if self.last != self.first:
            days += f"~{self.last.isoformat()}"
        return f"{days} {self.name}".strip()

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def read_closure(line: str) -> Closure:
    """Return what one line says. Raises NoClosure."""
    match = _LINE.match(line.translate(WIDE).strip())
    if not match:
        raise NoClosure(line.strip())
    year, month, day, year_too, month_too, day_too, name = match.groups()
    try:
        first = date(int(year), int(month), int(day))
        last = first
        if month_too:
            last = date(int(year_too or year), int(month_too), int(day_too))
    except ValueError:
        raise NoClosure(line.strip()) from None
    if last < first:
        raise NoClosure(line.strip(), is_backwards=True)
    if (last - first).days >= LONGEST:
        raise NoClosure(line.strip(), is_long=True)
    return Closure(first, last, " ".join((name or "").split())[:NAME])


def read_closures(text: str) -> list[Closure]:
    """Return those of ``text``, sorted: one a line, or several days with commas. Raises
    NoClosure."""
    found: set[Closure] = set()
    for line in filter(str.strip, text.splitlines()):
        try:
            found.add(read_closure(line))
        except NoClosure:
            parts = [part for part in re.split(r"[,;]", line.translate(WIDE)) if part.strip()]
            if len(parts) == 1:
                raise
            found |= {read_closure(part) for part in parts}
    return sorted(found)
