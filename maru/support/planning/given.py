"""How much comes, as people give it: a line an hour with seven numbers, from a sheet or by hand."""

from __future__ import annotations

import re
from math import isfinite

from django.utils.translation import gettext as _

from maru.staff.company.opening_hours import WIDE
from maru.support.planning.seasonal import HOURS

MOST = 100_000  # of one hour
LONGEST = 20_000  # characters
_HOUR = re.compile(r"^\s*(\d{1,2})(?::00)?\s*시?\s*(?:[,;\t:|]|\s)\s*(.*)$")


class NoArrivals(ValueError):
    """These words are no arrivals; the text says why, for people."""


def read_arrivals(text: str) -> list[float]:
    """Return 168 numbers, from Monday at 0 o'clock; [] for nothing. Raises NoArrivals.

    A line is an hour and what comes in it from Monday to Sunday: "9, 12, 10, 11, 9, 14, 3, 0", with
    commas, semicolons, tabs or spaces between. Hours that are not named bring nothing. A first line
    without a number is the head of a sheet.
    """
    lines = [line for line in text.translate(WIDE).splitlines() if line.strip(" ,;\t")]
    if lines[1:] and not re.search(r"\d", lines[0]):
        lines = lines[1:]
    found: dict[int, list[float]] = {}
    for line in lines:
        hour, counts = _line(line)
        if hour in found:
            raise NoArrivals(_("%(hour)s o'clock stands there twice.") % {"hour": hour})
        found[hour] = counts
    if not found:
        return []
    return [found.get(hour, [0.0] * 7)[day] for day in range(7) for hour in range(24)]


def _line(line: str) -> tuple[int, list[float]]:
    match = _HOUR.match(line)
    words = re.split(r"[,;\t|]|\s+", match[2].strip()) if match else []
    numbers = [_number(word) for word in words if word]
    if not match or int(match[1]) > 23 or len(numbers) != 7 or None in numbers:
        raise NoArrivals(
            _("“%(line)s” is not an hour and seven numbers, from Monday to Sunday.")
            % {"line": line.strip()[:60]}
        )
    return int(match[1]), [number for number in numbers if number is not None]


def _number(word: str) -> float | None:
    try:
        number = float(word)
    except ValueError:
        return None
    return number if isfinite(number) and 0 <= number <= MOST else None


def write_arrivals(given: list[float]) -> str:
    """Return them as they are read; hours in which nothing comes are left out. That nothing comes
    at all is a line of noughts: it is not the same as that nothing was given."""
    if len(given) != HOURS:
        return ""
    lines = []
    for hour in range(24):
        week = [given[day * 24 + hour] for day in range(7)]
        if any(week):
            lines.append(f"{hour}, " + ", ".join(f"{each:.12g}" for each in week))
    return "\n".join(lines or ["0, " + ", ".join(["0"] * 7)])
