"""Text made ready for analysis: one form for each letter, no markup, a bounded length."""

import html
import re
import unicodedata

MAX_TEXT = 100_000  # characters; what a text says after them is not found
_MAX_WORD = 80  # characters without white space; longer ones are data, not words

_TAG = re.compile(r"<(?:[a-zA-Z/!][^<>]{0,400})>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,10});")
# Letters that stand alone would be taken for parts of a syllable: ㅎ is to stay ㅎ.
_NOT_ALONE = re.compile(r"[^ㄱ-ㆎ]+")
_UNUSUAL = re.compile(r"[^ -~가-힣ㄱ-ㅣ]")
_NO_TEXT = {"Cc", "Cf", "Cs", "Co", "Cn", "So"}
_LAUGHTER = re.compile(r"([ㄱ-ㅣ])\1{2,}")
_AGAIN = re.compile(r"([^\w\s])\1{2,}")
_REPAIRS = re.compile(r"(?<![A-Za-z])[Aa]/[Ss](?![A-Za-z])")
_DATA = re.compile(rf"\S{{{_MAX_WORD},}}")
_SEPARATE = re.compile(r"[^\w]+")


# é is e to whoever looks for it; combined forms of other scripts stay as they are.
_PLAIN = {
    number: base
    for number in range(0xC0, 0x250)
    if (base := unicodedata.normalize("NFD", chr(number))[0]).isascii()
} | dict.fromkeys([*range(0xFE00, 0xFE10), 0x20E3], " ")


def clean(text: str) -> str:
    """Return ``text`` as it is analysed: NFKC, no markup, no control characters, no long data.

    Takes any string, half surrogates too. Linear; at most MAX_TEXT characters are looked at.
    """
    text = text[: MAX_TEXT * 2]
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
    text = _NOT_ALONE.sub(lambda run: unicodedata.normalize("NFKC", run.group()), text)
    text = text.translate(_PLAIN)
    text = _UNUSUAL.sub(_text_or_space, text[:MAX_TEXT])
    text = _REPAIRS.sub("AS", text)
    text = _LAUGHTER.sub(r"\1\1", text)
    text = _AGAIN.sub(r"\1", text)
    return _DATA.sub(_without_data, text)


def _text_or_space(match: re.Match[str]) -> str:
    char = match.group()
    return " " if unicodedata.category(char) in _NO_TEXT else char


def _without_data(run: re.Match[str]) -> str:
    """Return the words of a run without white space, if it has such; data is left out."""
    words = _SEPARATE.split(run.group())
    return " ".join(word for word in words if len(word) < _MAX_WORD) + " "
