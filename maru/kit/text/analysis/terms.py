"""The terms of a text: what an index keeps of it, and what a query is compared by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from unicodedata import category

from maru.kit.text.analysis.cleaning import clean
from maru.kit.text.analysis.english import stem
from maru.kit.text.analysis.hangul import is_hangul, is_syllable
from maru.kit.text.analysis.korean import korean
from maru.kit.text.analysis.term import MAX_TERM, Term
from maru.kit.text.analysis.whole import Whole, wholes
from maru.kit.text.analysis.words import LIGHT_ENGLISH

MAX_TERMS = 30_000  # of one text

_UNREADABLE = re.compile(r"[^\x00-\x7f가-힣ㄱ-ㅣ]")
_OTHER_SCRIPT = re.compile(r"[^\W\x00-\x7f가-힣ㄱ-ㅣ]")


def terms_of(text: str) -> list[Term]:
    """Return the terms of one text in its order. Never raises; at most MAX_TERMS."""
    cleaned = clean(text)
    taken = list(wholes(cleaned))
    found = [term for whole in taken for term in _of_whole(whole)]
    # Numbers stay numbers to the analyser, so that what follows them is read as their particle.
    masked = _masked(cleaned, [(w.start, w.end) for w in taken if w.main])
    if any(map(is_syllable, masked)):
        found += korean(_UNREADABLE.sub(" ", masked))
    found += _of_other_scripts(masked)
    found.sort(key=lambda term: (term.start, term.end))
    return found[:MAX_TERMS]


def listed(terms: Iterable[Term]) -> list[str]:
    """Return what an index keeps: the terms in their order, then the parts of them.

    So terms that stand beside one another in a text do in the list as well.
    """
    terms = list(terms)
    main = [term.text for term in terms]
    seen = set(main)
    parts = dict.fromkeys(part[:MAX_TERM] for term in terms for part in term.parts)
    return [*main, *(part for part in parts if part not in seen)][: MAX_TERMS * 2]


def _of_whole(whole: Whole) -> Iterator[Term]:
    if whole.main:
        yield Term(whole.main, whole.start, whole.end, whole.others, is_exact=True)
    for word in whole.words:
        plain = word.lower()[:MAX_TERM]
        # AS is what Koreans call repairs, IT a department.
        weak = plain in LIGHT_ENGLISH and not (len(word) > 1 and word.isupper())
        yield Term(stem(plain), whole.start, whole.end, is_weak=weak)


def _masked(text: str, spans: list[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], "0" * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def _of_other_scripts(text: str) -> Iterator[Term]:
    """Yield the words of all other scripts: letters of Chinese and Japanese by twos."""
    at = 0
    while match := _OTHER_SCRIPT.search(text, at):
        at = end = match.start()
        while end < len(text) and _is_other(text[end]):
            end += 1
        run = text[at:end].lower()
        if any("\u3040" <= char <= "\u9fff" for char in run):
            for place in range(max(1, len(run) - 1)):
                yield Term(run[place : place + 2], at + place, at + place + 2)
        else:
            yield Term(run[:MAX_TERM], at, end)
        at = end


def _is_other(char: str) -> bool:
    if char.isascii() or is_hangul(char):
        return False
    return char.isalnum() or category(char)[0] == "M"  # vowels of Hindi, Thai and others
