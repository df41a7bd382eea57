"""Hangul taken apart: syllables, letters, initial consonants."""

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]

_FIRST, _LAST = ord("가"), ord("힣")


def is_syllable(char: str) -> bool:
    return _FIRST <= ord(char) <= _LAST


def is_letter(char: str) -> bool:
    """Return whether ``char`` is a letter that stands alone, as ㅎ or ㅏ."""
    return "ㄱ" <= char <= "ㅣ"


def is_hangul(char: str) -> bool:
    return is_syllable(char) or is_letter(char)


def parts(syllable: str) -> tuple[int, int, int]:
    """Return the places of a syllable's letters in INITIALS, VOWELS and FINALS."""
    number = ord(syllable) - _FIRST
    return number // 588, number % 588 // 28, number % 28


def syllable(initial: int, vowel: int, final: int = 0) -> str:
    return chr(_FIRST + initial * 588 + vowel * 28 + final)


_CONTRACTED = {
    "ㅡㅓ": "ㅓ", "ㅡㅏ": "ㅏ", "ㅣㅓ": "ㅕ", "ㅜㅓ": "ㅝ", "ㅗㅏ": "ㅘ",
    "ㅕㅏ": "ㅕ", "ㅓㅓ": "ㅓ", "ㅏㅏ": "ㅏ", "ㅕㅓ": "ㅕ", "ㅐㅓ": "ㅐ", "ㅔㅓ": "ㅔ",
}  # fmt: skip


def with_vowel(stem: str, vowel: str) -> str:
    """Return a verb's stem before the ending 어 or 아: 끊 and ㅓ are 끊어, 끄 and ㅓ 꺼."""
    if not stem or not is_syllable(stem[-1]):
        return stem
    initial, own, final = parts(stem[-1])
    joined = _CONTRACTED.get(VOWELS[own] + vowel)
    if final or joined is None:
        return stem + syllable(INITIALS.index("ㅇ"), VOWELS.index(vowel))
    return stem[:-1] + syllable(initial, VOWELS.index(joined))


def initials_of(word: str) -> str:
    """Return the first letters of a word's syllables, ㅎㅂ of 환불; others stay as they are."""
    return "".join(INITIALS[parts(char)[0]] if is_syllable(char) else char for char in word)


def are_initials(word: str) -> bool:
    """Return whether ``word`` may be meant as initial consonants: two of them or more."""
    return len(word) >= 2 and all(char in INITIALS for char in word)
