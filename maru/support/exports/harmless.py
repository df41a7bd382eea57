"""Text of customers in a table of somebody's spreadsheet: it is never run there (S17)."""

from __future__ import annotations

import re
import unicodedata

# What may stand before a formula and not keep a spreadsheet from running it: blanks of any kind,
# characters without a width, quotation marks.
_WIDTHLESS = r"\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff"
_QUOTES = "'\"`\u2018\u2019\u201c\u201d\uff07\uff02"
_BEFORE = re.compile(rf"^[\s{_WIDTHLESS}{_QUOTES}]*")
_BEGINS = "=+-@|%"  # | and % begin a DDE call in old programs
_CONTROLS = "\t\r\n"
_LIKE = {"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2795": "+"}

# What XML 1.0 cannot hold at all, so that no program opens the file.
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
LONGEST = 32_767  # characters of one cell of Excel
CUT = " …"


def harmless(text: str) -> str:
    """Return ``text`` for a cell of CSV: with an ' before what a spreadsheet would run.

    ``original`` gives the text back.
    """
    return f"'{text}" if _is_dangerous(text) else text


def original(cell: str) -> str:
    """Return the text that ``harmless`` made ``cell`` of."""
    return cell[1:] if cell.startswith("'") and _is_dangerous(cell[1:]) else cell


def writable(text: str) -> str:
    """Return ``text`` for a cell of XLSX, whose strings are never run: as it is, but for what no
    such file can hold; what is longer than a cell ends in " …"."""
    text = _UNWRITABLE.sub("\ufffd", text)
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def _is_dangerous(text: str) -> bool:
    if not text:
        return False
    rest = text[len(_BEFORE.match(text)[0]) :]  # type: ignore[index]
    first = unicodedata.normalize("NFKC", _LIKE.get(rest[:1], rest[:1]))[:1]
    return text[0] in _CONTROLS or (bool(first) and first in _BEGINS)
