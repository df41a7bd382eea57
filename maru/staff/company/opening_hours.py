"""Opening hours as people write them: "9-18", "09:00~12:00, 13:00~18:00"; nothing means closed."""

from __future__ import annotations

import re
from itertools import pairwise

_TIME = r"(\d{1,2})(?::(\d{2}))?\s*시?"
_RANGE = re.compile(rf"^\s*{_TIME}\s*[-~–—]\s*{_TIME}\s*$")
WIDE = str.maketrans("０１２３４５６７８９：，～－", "0123456789:,~-")  # as Korean keyboards write

Ranges = list[list[str]]


def read_ranges(text: str) -> Ranges:
    """Return [["09:00", "18:00"], ...] in order; [] for nothing. Raises ValueError.

    24:00 is the end of the day. Ranges may not overlap, nor end before they begin: the error's
    words are "unreadable", "impossible", "backwards", "empty" or "overlap".
    """
    text = text.translate(WIDE).strip()
    ranges = sorted(_range(part) for part in re.split(r"[,;]", text) if part.strip())
    for (_, end), (start, _) in pairwise(ranges):
        if start < end:
            raise ValueError("overlap")
    return ranges


def _range(text: str) -> list[str]:
    match = _RANGE.match(text)
    if not match:
        raise ValueError("unreadable")
    hours = [int(group or 0) for group in match.groups()]
    start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if max(start, end) > 24 * 60 or max(hours[1], hours[3]) > 59:
        raise ValueError("impossible")
    if start >= end:
        raise ValueError("empty" if start == end else "backwards")
    return [f"{hours[0]:02}:{hours[1]:02}", f"{hours[2]:02}:{hours[3]:02}"]


def write_ranges(ranges: Ranges) -> str:
    return ", ".join(f"{start}~{end}" for start, end in ranges)
