"""What is looked at in a text: its words, in pairs too, and the pieces of which they consist.

Words tell what a text is about, pieces forgive slips, endings and missing spaces. Whatever is
changed here changes what a learned model reads: FEATURES says by which rules it was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from maru.kit.text.analysis.cleaning import clean
from maru.kit.text.analysis.english import stem
from maru.kit.text.analysis.hangul import is_syllable
from maru.kit.text.analysis.morphemes import analyser

FEATURES = 1
LONGEST = 4_000  # characters of a text that are looked at: what is wanted is said at its beginning
_LONGEST_PIECE = 5  # characters
_LONGEST_WORD = 40

_TOKEN = re.compile(r"[가-힣]+|[^\W_]+|[ㄱ-ㅣ]+|[^\w\s]+")
_KOREAN = re.compile(r"[가-힣][가-힣 ]*")


def words(text: str) -> list[str]:
    """Return the words of ``text`` in pairs and alone: English ones without their endings, Korean
    ones as morphemes. Some 5 µs a character; never raises."""
    alone = [word[:_LONGEST_WORD] for word in _words(_ready(text))]
    beside = ["^", *alone, "$"]
    pairs = [f"{first} {second}" for first, second in pairwise(beside)]
    apart = [f"{first} _ {second}" for first, second in zip(alone, alone[2:], strict=False)]
    return alone + pairs + apart


def pieces(text: str) -> list[str]:
    """Return the runs of 2 to 5 letters within each word, of Korean single ones as well."""
    found = []
    for word in _TOKEN.findall(_ready(text)):
        padded = f" {word[:_LONGEST_WORD]} "
        if is_syllable(word[0]):
            found += word
        for length in range(2, _LONGEST_PIECE + 1):
            found += [padded[at : at + length] for at in range(len(padded) - length + 1)]
            if length >= len(padded):
                break
    return found


FAMILIES = (words, pieces)


def _ready(text: str) -> str:
    return clean(text[:LONGEST]).lower()


def _words(text: str) -> Iterator[str]:
    at = 0
    for korean in _KOREAN.finditer(text):
        yield from _others(text[at : korean.start()])
        yield from (f"{m.form}/{m.tag[:2]}" for m in analyser().morphemes(korean.group()))
        at = korean.end()
    yield from _others(text[at:])


def _others(text: str) -> Iterator[str]:
    for token in _TOKEN.findall(text):
        yield stem(token) if token.isalnum() else token[:3]
