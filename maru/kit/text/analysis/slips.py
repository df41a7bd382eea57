"""What somebody may have meant who hit one wrong key."""

from maru.kit.text.analysis.hangul import FINALS, INITIALS, VOWELS, is_syllable, parts, syllable

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST = {"korean": 2, "english": 4}  # syllables, letters: shorter words are one slip from all
_LONGEST = 12


def one_slip_away(word: str) -> set[str]:
    """Return the words that one slip makes ``word`` of; empty where it is too short or long.

    Korean: another letter in one syllable, two syllables swapped, one too many. English: a
    letter left out, too many, another one, two swapped. Some 65 a syllable, 55 a letter.
    """
    if SHORTEST["korean"] <= len(word) <= _LONGEST and all(map(is_syllable, word)):
        return _korean(word) - {word}
    if SHORTEST["english"] <= len(word) <= _LONGEST * 2 and word.isascii() and word.isalpha():
        return _english(word) - {word}
    return set()


def _korean(word: str) -> set[str]:
    made = _swapped(word)
    for at, char in enumerate(word):
        before, after = word[:at], word[at + 1 :]
        initial, vowel, final = parts(char)
        others = [
            *(syllable(other, vowel, final) for other in range(len(INITIALS))),
            *(syllable(initial, other, final) for other in range(len(VOWELS))),
            *(syllable(initial, vowel, other) for other in range(len(FINALS))),
        ]
        made.update(before + other + after for other in others)
        if len(word) > SHORTEST["korean"]:
            made.add(before + after)
    return made


def _english(word: str) -> set[str]:
    made = _swapped(word)
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        made.update(before + letter + after for letter in _LETTERS)
        if after:
            made.add(before + after[1:])
            made.update(before + letter + after[1:] for letter in _LETTERS)
    return made


def _swapped(word: str) -> set[str]:
    return {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
