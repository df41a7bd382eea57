"""The language in which people ask: words, "phrases", -not, status:open."""

from __future__ import annotations

import re
from dataclasses import dataclass

from maru.kit.text.storable import storable

LONGEST = 500  # characters; what comes after them is not read
MOST = 20  # words

_PIECE = re.compile(
    r"""(?P<no>-)?
        (?:(?P<field>[^\W\d_]\w{0,39}):(?=["“\S]))?
        (?:"(?P<phrase>[^"]*)"?|“(?P<curly>[^”]*)”?|(?P<word>\S+))""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Piece:
    """One thing somebody typed. ``field`` is '' for plain words."""

    text: str
    field: str = ""
    is_not: bool = False
    is_phrase: bool = False
    is_last: bool = False  # nothing follows, not even a space: perhaps it is not typed to its end

    @property
    def said(self) -> str:
        """All of it, where the word before the colon is no field."""
        return f"{self.field}:{self.text}" if self.field else self.text


def pieces(query: str) -> list[Piece]:
    """Return what stands in ``query``, in order. Never fails: what is no operator is a word.

    A quotation mark that is not closed closes at the end.
    """
    query = storable(query, LONGEST)
    found = []
    for match in _PIECE.finditer(query):
        phrase = match["phrase"] if match["phrase"] is not None else match["curly"]
        text = (phrase if phrase is not None else match["word"]).strip()
        if not text:
            continue
        is_last = phrase is None and match.end() == len(query)
        found.append(
            Piece(
                text, (match["field"] or "").lower(), bool(match["no"]), phrase is not None, is_last
            )
        )
    return found[:MOST]
