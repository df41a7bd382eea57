"""By which marks an organization is found when somebody writes how its name or domain begins."""

from __future__ import annotations

import re
from collections.abc import Iterable

from maru.kit.search.asked import Term
from maru.kit.search.marks import mark

_FIELD = "called"
_BETWEEN = re.compile(r"[^\w.&-]+")  # (주)한결상사 is called 한결상사, too


def marks_of(name: str, domains: Iterable[str]) -> set[str]:
    """Return the marks of its name, of each word of it, and of its domains."""
    values = {_plain(name), *_BETWEEN.split(name), *domains}
    return {mark(_FIELD, value) for value in values if value}


def begun(words: str) -> Term | None:
    """Return what is on whatever is called something that begins with ``words``; None for none."""
    plain = _plain(words)
    return Term(mark(_FIELD, plain), is_begun=True) if plain else None


def _plain(words: str) -> str:
    return "".join(words.split())
