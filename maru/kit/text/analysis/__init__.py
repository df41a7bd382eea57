"""Text as a search sees it: the terms of a text, and what is meant by a query.

Index side: :func:`analyse`, :func:`initials` for names, tags and titles, and
:func:`given_names` for those of people. Query side:
:func:`understand`. Terms consist of letters, digits and ``IN_TERMS``, without case; two texts
that were analysed under different names, ``ANALYSIS``, may not be compared by their terms.
"""

from __future__ import annotations

from collections.abc import Iterable

from maru.kit.text.analysis import words
from maru.kit.text.analysis.given_names import given_names
from maru.kit.text.analysis.initials import initials
from maru.kit.text.analysis.meaning import Alternative, Known, Word
from maru.kit.text.analysis.morphemes import DICTIONARY
from maru.kit.text.analysis.queries import understand
from maru.kit.text.analysis.synonyms import Synonyms, read, seed
from maru.kit.text.analysis.term import MAX_TERM
from maru.kit.text.analysis.terms import MAX_TERMS, listed, terms_of

IN_TERMS = "@._%+-"
_RULES = 1  # ours; changed whenever the same text gives other terms

# By which rules and dictionary terms are made; kept beside every row of an index.
ANALYSIS = f"{_RULES}.{words.VERSION} {DICTIONARY}"


def analyse(texts: Iterable[str]) -> list[list[str]]:
    """Return the terms of each text: in its order, then those by which they are found as well.

    Any string has an answer, within some 3 µs a character; see ``cleaning.MAX_TEXT``.
    """
    return [listed(terms_of(text)) for text in texts]


__all__ = [
    "ANALYSIS",
    "IN_TERMS",
    "MAX_TERM",
    "MAX_TERMS",
    "Alternative",
    "Known",
    "Synonyms",
    "Word",
    "analyse",
    "given_names",
    "initials",
    "read",
    "seed",
    "understand",
]
