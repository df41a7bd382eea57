"""Which language a text is in, by its script alone."""

import re

_HANGUL = re.compile("[가-힣ㄱ-ㆎ]")
_KANA = re.compile("[ぁ-ゖァ-ヺ]")
_LATIN = re.compile("[A-Za-z]")


def language_of(text: str) -> str:
    """Return ko, en, ja, or '' where script does not tell. Looks at 4,000 characters.

    A Korean mail full of English product names is Korean: one Hangul letter
    weighs as much as four Latin ones.
    """
    text = text[:4000]
    hangul, kana, latin = (len(p.findall(text)) for p in (_HANGUL, _KANA, _LATIN))
    if hangul and hangul * 4 >= latin and hangul >= kana:
        return "ko"
    if kana and kana * 4 >= latin:
        return "ja"
    han_or_other = sum(1 for char in text if char > "\u024f" and char.isalpha())
    return (
        "en"
        if (latin >= 3 and latin > han_or_other * 4 and text.isascii())
        or (latin >= 20 and _is_mostly_ascii(text))
        else ""
    )


def _is_mostly_ascii(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return sum(char.isascii() for char in letters) * 100 >= 99 * len(letters)
