"""Patterns that an administrator writes, matched in time that grows with the text alone (S12).

RE2 has no backtracking: what it cannot match so, it refuses to read.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2
from django.utils.translation import gettext as _

LONGEST = 300  # characters of a pattern
_MEMORY = 1 << 20  # bytes that one pattern may become: x{1000}{1000} is refused


class BadPattern(ValueError):
    """It cannot be read as a pattern; says why in a sentence for people."""


def check(pattern: str) -> None:
    """Raises BadPattern for what RE2 does not read, or what would grow beyond all measure."""
    if len(pattern) > LONGEST:
        raise BadPattern(_("A pattern may have %(count)d characters.") % {"count": LONGEST})
    try:
        _compiled(pattern)
    except (re2.error, UnicodeError) as error:
        told = error.args[0] if error.args else ""
        why = told.decode(errors="replace") if isinstance(told, bytes) else str(told)
        raise BadPattern(_("This pattern cannot be read: %(why)s") % {"why": why}) from None


def fits(pattern: str, text: str) -> bool:
    """Return whether all of ``text`` matches. A pattern that was never checked fits nothing."""
    try:
        return _compiled(pattern).fullmatch(text) is not None
    except (re2.error, UnicodeError):
        return False


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(pattern, options)
