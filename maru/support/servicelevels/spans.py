"""Spans of working time as people write them: "30분", "4시간 30분", "1h 30m", "90" (minutes)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_HOURS = r"(?:(\d{1,5})\s*(?:시간|hours?|hrs?|h))?"
_MINUTES = r"(?:(\d{1,6})\s*(?:분|minutes?|mins?|m)?)?"
_SPAN = re.compile(rf"^\s*{_HOURS}\s*{_MINUTES}\s*$", re.IGNORECASE)


def read_span(text: str) -> int | None:
    """Return the minutes that ``text`` says; None where it says none."""
    match = _SPAN.match(text)
    if not match or not any(match.groups()):
        return None
    hours, minutes = (int(group or 0) for group in match.groups())
    return hours * 60 + minutes


def said_span(minutes: int) -> str:
    """Return it as it is read, and can be written: "4시간 30분"."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(num)s hour", "%(num)s hours", hours) % {"num": hours})
    if rest or not hours:
        parts.append(ngettext("%(num)s minute", "%(num)s minutes", rest) % {"num": rest})
    return " ".join(parts)


def said_seconds(seconds: int) -> str:
    """Return it to the minute; what is less than one as such."""
    return said_span(seconds // 60) if seconds >= 60 else _("less than a minute")
