"""Whether a text abuses whoever has to read it, in Korean and English: told by words, not learnt.

Precision comes first, and each word can be looked up: what was found can be shown, and argued with.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

KINDS = ("insult", "profanity", "threat", "sexual")
LONGEST = 20_000  # characters that are looked at
MOST = 20  # places that are told

_HIDDEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u3164\u115f\u1160]")
# Letters that stand alone, as ㅅㅂ, would be taken for parts of a syllable.
_NOT_ALONE = re.compile(r"[^ㄱ-ㆎ]+")
_QUOTED = re.compile(
    r"""["'“”‘’「」『』]\s?[^"'“”‘’「」『』\n]{1,40}["'“”‘’「」『』]\s?(?:이)?(?:라고|라는|라며|라면서|란|하고|고\s?(?:말|하|욕))"""
)
_REPORTED = re.compile(
    r"^[^\s]{0,4}\s?(?:이)?(?:라고|라는|라며|라면서)\s?"
    r"(?:[가-힣]{1,6}\s){0,2}(?:말|하|했|욕|들|소리|불|들었|적|써|외)"
)


@dataclass(frozen=True)
class Found:
    """One place: what kind of abuse, and the words as they stand there."""

    kind: str
    words: str


def abuse_in(text: str) -> list[Found]:
    """Return what is abusive in ``text``, in its order; [] for nearly all texts.

    What somebody says they were called ("병신이라고 했어요") is no abuse of the reader. Some 0.1 ms
    for a mail of usual length, linear, for any string.
    """
    text = _plain(text)
    told = [match.span() for match in _QUOTED.finditer(text)]
    found: dict[int, Found] = {}
    for kind, pattern in _patterns():
        for match in pattern.finditer(text):
            start, end = match.span()
            is_told = any(a <= start and end <= b for a, b in told)
            if not is_told and not _REPORTED.match(text[end:]) and start not in found:
                found[start] = Found(kind, match.group().strip())
    return [found[at] for at in sorted(found)][:MOST]


def _plain(text: str) -> str:
    """Return the text as words are looked for in it: one form for each letter, nothing hidden
    between them, no letter more than twice in a row."""
    text = unicodedata.normalize("NFC", text[:LONGEST])
    text = _NOT_ALONE.sub(lambda run: unicodedata.normalize("NFKC", run.group()), text)
    return re.sub(r"(.)\1{2,}", r"\1\1", _HIDDEN.sub("", text).lower())


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    read = []
    for line in Path(__file__).with_name("abuse.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            kind, _colon, pattern = line.partition(": ")
            pattern = pattern.replace("‹", "(?<![가-힣])")
            read.append((kind, re.compile(pattern)))
    return read
