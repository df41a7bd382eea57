"""Whether two short texts say nearly the same, in any language and without an analyser."""

from __future__ import annotations

import unicodedata

NEAR = 0.5  # of the pairs of letters that either has, this many are in both
LEAST = 8  # letters, below which only equal texts are alike
LOOKED_AT = 500  # letters of each


def likeness(one: str, other: str) -> float:
    """Return how much of both is in both, from 0.0 to 1.0, by pairs of letters (Jaccard).

    Spaces, signs and case count nothing, so that "환불 해주세요!" is "환불해주세요". Costs some
    microseconds for 500 letters; more are not looked at.
    """
    first, second = _letters(one), _letters(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    if min(len(first), len(second)) < LEAST:
        return 0.0
    pairs, others = _pairs(first), _pairs(second)
    return len(pairs & others) / len(pairs | others)


def is_near(one: str, other: str) -> bool:
    """Return whether they say nearly the same."""
    return likeness(one, other) >= NEAR


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[: 4 * LOOKED_AT]).casefold()
    return "".join(sign for sign in plain if sign.isalnum())[:LOOKED_AT]


def _pairs(letters: str) -> set[str]:
    return {letters[at : at + 2] for at in range(len(letters) - 1)}
