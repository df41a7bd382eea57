"""Which language a message is in: by its script, and Latin letters by the commonest words.

No library: those that tell a hundred languages bring models of many megabytes, and guess one even
where a mail is an order number (0432).
"""

from __future__ import annotations

import re

from maru.kit.mailparse.language import language_of

_HAN = re.compile("[一-鿿]")
_KANA = re.compile("[ぁ-ゖァ-ヺ]")
_WORD = re.compile(r"[a-z']+")
_COMMONEST = """
the a an and or but if of to in on at for from with by about as is are was were be been am
i you he she it we they me my your our their this that these those what when where how why who which
can could will would should do does did have has had not no yes please thank thanks hello hi dear
regards there here any some get got need want order refund help still just i'm i've don't can't it's
didn't doesn't haven't
"""
_ENGLISH = frozenset(_COMMONEST.split())


def language(text: str) -> tuple[str, int]:
    """Return ko, en, ja, zh or "" for what cannot be told, and how sure that is in percent.

    The figures are of no measurement: script does not err, short texts in Latin letters may.
    """
    text = text[:4_000]
    told = language_of(text)
    if told in {"ko", "ja"}:
        return told, 99
    han = len(_HAN.findall(text))
    if han >= 2 and not _KANA.search(text) and han * 2 >= sum(map(str.isalpha, text)):
        return "zh", 90 if han >= 6 else 75
    words = _WORD.findall(text.lower())
    common = sum(word in _ENGLISH for word in words)
    if told == "en" and common >= 2 and common * 5 >= len(words):
        return "en", 95 if common >= 5 else 85
    return "", 0
