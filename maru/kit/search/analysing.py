"""What texts and words mean in terms of the index: kit/text's word, asked in batches."""

from __future__ import annotations

import re
from collections.abc import Sequence

from maru.kit.search.asked import Term, Word

_WORD = re.compile(r"[^\W_]+")


def analysis_name() -> str:
    """Return the analysis in use, with its version: documents of another one are made anew."""
    return "plain/1"


def terms_of(texts: Sequence[str]) -> list[list[str]]:
    """Return the terms of each text, in order."""
    return [_WORD.findall(text.lower()) for text in texts]


def word_asked(text: str, *, is_beginning: bool = False) -> Word | None:
    """Return what a text must say to match the word ``text``; None when that is nothing."""
    terms = _WORD.findall(text.lower())
    if not terms:
        return None
    *whole, last = terms
    return Word(((*(Term(term) for term in whole), Term(last, is_beginning)),))
