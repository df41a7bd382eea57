"""Words typed while the keyboard was set to the other language: ghksqnf is 환불, ㄱㄷ려ㅜㅇ refund.

The layout is the common one of Korean keyboards, 두벌식 (KS X 5002).
"""

from maru.kit.text.analysis.hangul import (
    FINALS,
    INITIALS,
    VOWELS,
    is_hangul,
    is_letter,
    is_syllable,
    parts,
    syllable,
)

_KEYS = dict(
    zip(
        "qwertasdfgzxcvopyuiohjklbnm",
        "ㅂㅈㄷㄱㅅㅁㄴㅇㄹㅎㅋㅌㅊㅍㅐㅔㅛㅕㅑㅐㅗㅓㅏㅣㅠㅜㅡ",
        strict=True,
    )
) | dict(zip("QWERTOP", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True))
_LETTERS = {letter: key for key, letter in _KEYS.items()}

# Letters that are typed as two.
_DOUBLE = {
    "ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ",
    "ㅢ": "ㅡㅣ", "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ",
    "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
_JOINED = {pair: letter for letter, pair in _DOUBLE.items()}


def as_korean(word: str) -> str:
    """Return what the keys of an English ``word`` write on a Korean keyboard.

    Capitals count where they make a difference (Q is ㅃ), unless all are: that is Caps Lock.
    """
    if word.isupper():
        word = word.lower()
    letters = [_KEYS.get(key) or _KEYS.get(key.lower(), key) for key in word]
    return _composed(letters)


def as_english(word: str) -> str:
    """Return the keys that wrote a Korean ``word``."""
    if word.isascii():
        return word
    keys = []
    for char in word:
        letters = char
        if is_syllable(char):
            initial, vowel, final = parts(char)
            letters = INITIALS[initial] + VOWELS[vowel] + FINALS[final]
        for letter in letters:
            keys += [_LETTERS.get(single, single) for single in _DOUBLE.get(letter, letter)]
    return "".join(keys)


def looks_korean(word: str) -> bool:
    """Return whether ``word``, out of :func:`as_korean`, is made of whole syllables alone."""
    return len(word) >= 2 and all(is_syllable(char) for char in word)


def looks_mistyped(word: str) -> bool:
    """Return whether a Korean ``word`` has letters that stand alone, as no Korean word has."""
    return all(is_hangul(char) for char in word) and any(is_letter(char) for char in word)


def _composed(letters: list[str]) -> str:
    """Put letters together as a keyboard's input method does."""
    written: list[str] = []
    at = 0
    while at < len(letters):
        if letters[at] not in INITIALS or at + 1 == len(letters) or letters[at + 1] not in VOWELS:
            pair = _JOINED.get("".join(letters[at : at + 2]), "")
            whole = pair in VOWELS and bool(pair)
            written.append(pair if whole else letters[at])
            at += 2 if whole else 1
            continue
        initial, vowel = letters[at], letters[at + 1]
        at += 2
        if at < len(letters) and vowel + letters[at] in _JOINED:
            vowel, at = _JOINED[vowel + letters[at]], at + 1
        final, taken = _final(letters, at)
        at += taken
        written.append(syllable(INITIALS.index(initial), VOWELS.index(vowel), FINALS.index(final)))
    return "".join(written)


def _final(letters: list[str], at: int) -> tuple[str, int]:
    """Return the final consonant that begins at ``at`` and how many letters it takes."""

    def begins_a_syllable(place: int) -> bool:
        return (
            place + 1 < len(letters) and letters[place] in INITIALS and letters[place + 1] in VOWELS
        )

    if at >= len(letters) or letters[at] not in FINALS or begins_a_syllable(at):
        return "", 0
    double = _JOINED.get("".join(letters[at : at + 2]), "")
    if double in FINALS and double and not begins_a_syllable(at + 1):
        return double, 2
    return letters[at], 1
