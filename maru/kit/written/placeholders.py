"""Placeholders in HTML: found though a part of one is bold, filled with what is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape

# "{{cust<b>omer.name}}": the marks of letters within one, not of paragraphs.
_TORN = re.compile(
    r"\{\{(?:[^{}<>]|</?(?:a|b|strong|em|i|u|s|del|code|sub|sup)(?: [^<>]*)?>){1,400}\}\}"
)
_TAG = re.compile(r"<[^<>]*>")


def mended(html: str) -> str:
    """Return ``html`` with the tags that stand inside of a placeholder put behind it."""
    return _TORN.sub(lambda torn: _TAG.sub("", torn[0]) + "".join(_TAG.findall(torn[0])), html)


class Escaped(Mapping[str, str]):
    """What placeholders stand for, as HTML."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> str:
        return escape(self._values[name]).replace("\n", "<br>")

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)
