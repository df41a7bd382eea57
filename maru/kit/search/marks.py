"""Marks: what a document is beside what it says: from:김민준, created:2026-01.

They stand among its terms, so that the index itself answers a field, however few documents have
it. No text holds one by chance, for no term of a text has a colon inside.
"""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 200  # characters of the value
_NO_TERM = re.compile(r"[^\w@.+-]")  # what SQLite's index would cut at; % because it stands for it


@lru_cache(maxsize=20_000)
def mark(field: str, value: str) -> str:
    """Return the mark that says ``value``, without case; another one for each value."""
    spelled = _NO_TERM.sub(lambda match: f"%{ord(match.group()):x}", value.lower())
    return f"{field}:{spelled[:LONGEST]}"
