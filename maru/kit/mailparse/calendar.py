"""One readable line about an invitation (text/calendar)."""

import re

from maru.kit.mailparse import charset
from maru.kit.mailparse.cleaning import clean_line

_FIELD = re.compile(r"^(SUMMARY|DTSTART|DTEND|LOCATION)(?:;[^:\n]{0,200})?:([^\n]{0,500})", re.M)


def summary_of(data: bytes) -> str:
    """``Title, 20261120T092600 - 20261120T102600, Place`` of the first event, '' if none."""
    text = charset.decode(data[:65536])[0].replace("\r\n", "\n").replace("\n ", "")
    event = text.partition("BEGIN:VEVENT")[2] or text
    found: dict[str, str] = {}
    for name, value in _FIELD.findall(event):
        found.setdefault(name, clean_line(value.replace("\\,", ",").replace("\\n", " ")))
    times = " - ".join(found[name] for name in ("DTSTART", "DTEND") if found.get(name))
    return ", ".join(filter(None, (found.get("SUMMARY"), times, found.get("LOCATION"))))
