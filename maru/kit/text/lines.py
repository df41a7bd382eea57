"""Text on one line."""

import unicodedata


def one_line(text: str) -> str:
    """Return ``text`` without line breaks and control characters, its white space single."""
    # C: controls, formats that reorder, surrogates; Zl, Zp: line and paragraph separators.
    kept = (" " if _breaks(char) else char for char in text)
    return " ".join("".join(kept).split())


def _breaks(char: str) -> bool:
    category = unicodedata.category(char)
    # A joiner (ZWJ) is part of a letter or picture.
    return category in {"Cc", "Cs", "Zl", "Zp"} or (category == "Cf" and char != "\u200d")
