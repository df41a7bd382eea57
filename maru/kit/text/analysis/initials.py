"""Initial consonants of names, tags and titles: ㅎㅂ finds 환불."""

from __future__ import annotations

from maru.kit.text.analysis.cleaning import clean
from maru.kit.text.analysis.hangul import initials_of, is_syllable
from maru.kit.text.analysis.terms import terms_of

_MAX_TEXT = 300  # characters of a name, tag or title that are looked at
_WORDS = 4  # that may be typed without a space between them
_SHORTEST, _LONGEST = 2, 12


def initials(text: str) -> list[str]:
    """Return the initial consonants by which a name, tag or title is found.

    Of each of its words, and of up to four that stand beside one another: 배송 지연 is found by
    ㅂㅅ, ㅈㅇ and ㅂㅅㅈㅇ. Not for whole texts: it gives some five terms a word.
    """
    text = clean(text[:_MAX_TEXT])
    spoken = [word for word in text.split() if any(map(is_syllable, word))]
    nouns = [t.text for t in terms_of(text) if not t.is_weak and all(map(is_syllable, t.text))]
    found: dict[str, None] = {}
    for words in (spoken, nouns):
        short = [initials_of(_syllables(word)) for word in words]
        for start in range(len(short)):
            for end in range(start + 1, min(start + _WORDS, len(short)) + 1):
                run = "".join(short[start:end])
                if _SHORTEST <= len(run) <= _LONGEST:
                    found[run] = None
    return list(found)


def _syllables(word: str) -> str:
    return "".join(filter(is_syllable, word))
