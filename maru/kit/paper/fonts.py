"""The letters of our paper: one font, which comes along whatever the machine has."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

NAME = "NanumBarunGothic"  # every syllable, and the Chinese characters of Korean
UNKNOWN = "□"  # of what the font does not have: an emoji, a letter of Thai
_KEPT = "\n\t"


@cache
def load() -> TTFont:
    """Make the font known to ReportLab, and return it. The first time takes some 0.2 s."""
    font = TTFont(NAME, Path(__file__).parent / "fonts" / f"{NAME}.ttf")
    pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(NAME, normal=NAME, bold=NAME, italic=NAME, boldItalic=NAME)
    return font


def printable(text: str) -> str:
    """Return ``text`` as the font can show it: syllables composed, and what it does not have
    as a box; what nobody sees, such as the joiners within an emoji, is left out."""
    known = load().face.charToGlyph
    shown: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        if char in _KEPT or ord(char) in known:
            shown.append(char)
        elif unicodedata.category(char) in {"Zs", "Zl", "Zp"}:
            shown.append(" ")
        elif unicodedata.category(char)[0] not in "CM":
            shown.append(UNKNOWN)
    return "".join(shown)
