"""Whose pages may show the form inside their own: origins, as a content policy names them."""

from __future__ import annotations

import re

AT_MOST = 20

# CSP3 host-source with a scheme: https://shop.example.com:8443, https://*.example.com
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ORIGIN = re.compile(rf"https?://(?:\*\.)?{_LABEL}(?:\.{_LABEL})*(?::\d{{1,5}})?")


class NotAnOrigin(ValueError):
    """Holds the line that is none."""


def read_origins(text: str) -> list[str]:
    """Return the origins of these lines, in small letters. Raises NotAnOrigin."""
    found = []
    for line in text.split():
        origin = line.lower().rstrip("/")
        if "://" not in origin:
            origin = f"https://{origin}"
        if len(origin) > 260 or not _ORIGIN.fullmatch(origin):
            raise NotAnOrigin(line)
        found.append(origin)
    return list(dict.fromkeys(found))
