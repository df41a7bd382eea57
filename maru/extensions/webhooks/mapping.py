"""What becomes of what came, by plain paths: data.customer.email, items.0.name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from maru.kit.text.storable import storable

LONGEST = 400  # characters of one line of a mapping
DEEPEST = 20
MOST = 100_000  # characters of a value
NESTED = 5  # lists and objects in one another that are still written out
_PATH = re.compile(r"[^\s{}.]+(?:\.[^\s{}.]+)*")
_HOLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


class Unmapped(ValueError):
    """What came has not what the mapping asks for; ``code`` is one of arrival.TROUBLES, and
    ``detail`` names what."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


class BadMapping(ValueError):
    """It is no path; the message says so in the user's language."""


def checked(line: str) -> str:
    """Return ``line`` if it is a path, or a text that names some in {{}}. Raises BadMapping."""
    line = line.strip()
    if len(line) > LONGEST:
        raise BadMapping(_("This is too long."))
    paths = _HOLE.findall(line) if "{{" in line else [line] if line else []
    for path in paths:
        if not _PATH.fullmatch(path) or path.count(".") >= DEEPEST:
            wrong = {"path": path[:80]}
            raise BadMapping(_("“%(path)s” is no path such as data.customer.email.") % wrong)
    if "{{" in line and not paths:
        raise BadMapping(_("A path stands between {{ and }}."))
    return line


def taken(line: str, body: Any) -> Any:
    """Return what ``line`` means in ``body``: a value as it came, or a text; None for a path that
    leads nowhere."""
    if "{{" in line:
        return _HOLE.sub(lambda found: as_text(at(body, found[1])), line)[:MOST]
    return at(body, line)


def at(body: Any, path: str) -> Any:
    """Return what stands at ``path``; None where nothing does."""
    here = body
    for step in path.split("."):
        if isinstance(here, Mapping):
            here = here.get(step)
        elif isinstance(here, list) and step.isascii() and step.isdecimal() and len(step) < 6:
            here = here[int(step)] if int(step) < len(here) else None
        else:
            return None
    return here


def as_text(value: Any, *, deep: int = 0) -> str:
    """Return a value as people read it; "" for nothing, "…" for what is nested too deeply."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict) and deep >= NESTED:
        return "…"
    if isinstance(value, list):
        return ", ".join(as_text(each, deep=deep + 1) for each in value[:100])[:MOST]
    if isinstance(value, dict):
        lines = (f"{key}: {as_text(each, deep=deep + 1)}" for key, each in value.items())
        return storable(", ".join(islice(lines, 100)), MOST)
    return storable(str(value), MOST)
