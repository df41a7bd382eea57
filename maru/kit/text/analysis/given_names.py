"""Given names: 우진 finds 황우진. Nobody calls by the surname, and a dictionary leaves it whole."""

from __future__ import annotations

from maru.kit.text.analysis.cleaning import clean
from maru.kit.text.analysis.hangul import is_syllable

_MAX_TEXT = 300  # characters of a name that are looked at
_GIVEN = 2  # syllables: one alone says too little, three are hardly ever given

# The usual ones, the most borne first (census of 2015, Statistics Korea: 153 have a thousand people
# and more, which are 99.8 % of all). A rare one that is missing is found by the whole name alone.
_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구나민진지엄채원"
    "천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용류"
) | frozenset({"남궁", "황보", "제갈", "선우", "사공", "서문", "독고", "동방"})


def given_names(text: str) -> list[str]:
    """Return the Korean given names in the name of somebody, or in several; none of others.

    Of a name alone: in a sentence 이마트 would be somebody, too.
    """
    found: dict[str, None] = {}
    for word in clean(text[:_MAX_TEXT]).split():
        if all(map(is_syllable, word)) and word[:-_GIVEN] in _SURNAMES:
            found[word[-_GIVEN:]] = None
    return list(found)
