"""Verbs as they are looked for: by one stem, whatever form the dictionary knew."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from maru.kit.text.analysis.hangul import with_vowel
from maru.kit.text.analysis.morphemes import Morpheme, analyser
from maru.kit.text.analysis.term import MAX_TERM, Term
from maru.kit.text.analysis.words import EMPTY_VERBS, HELPERS, LIGHT_VERBS

_BECOMING = ("어지", "아지")
_SHORTENED = {"만드": "만들"}  # before 는: 만드는
_DONE = ("어버리", "아버리")  # 잊어버리다 is 잊다, and done


def verb(here: Morpheme, ending: Morpheme | None, helper: Morpheme | None) -> Iterator[Term]:
    """Yield the term of a verb, its stem with 다; nothing for one that says nothing."""
    stem = _becoming(here, ending, helper)
    for done in _DONE:
        stem = stem.removesuffix(done) or stem
    for becoming in _BECOMING:
        base = stem.removesuffix(becoming)
        if base and base != stem:
            stem = with_vowel(base, "ㅓ") + "지"  # 깨어지다 is 깨지다
    stem = _SHORTENED.get(stem, stem)
    if stem not in EMPTY_VERBS:
        text = stem[: MAX_TERM - 1] + "다"
        yield Term(text, here.start, here.end, _noun_of(stem), is_weak=stem in LIGHT_VERBS)


def _becoming(here: Morpheme, ending: Morpheme | None, helper: Morpheme | None) -> str:
    """Return the stem of a verb of becoming, 끊어지 of 끊|어|지, or the verb's own.

    The dictionary knows some forms of such verbs, and reads others as a verb and its helper.
    """
    if ending is None or helper is None or (helper.form, helper.tag) != ("지", "VX"):
        return here.form
    vowel = {"어": "ㅓ", "아": "ㅏ"}.get(ending.form, ending.form)
    if ending.tag != "EC" or vowel not in {"ㅓ", "ㅏ"}:
        return here.form
    return with_vowel(here.form, vowel) + "지"


@lru_cache(maxsize=20_000)
def _noun_of(stem: str) -> tuple[str, ...]:
    """Return the noun that a verb is made of, 고장 of 고장나다; empty when it is made of none."""
    for helper in HELPERS:
        head = stem.removesuffix(helper)
        if head != stem and len(head) > 1:
            read = analyser().morphemes(head)
            if len(read) == 1 and read[0].tag in {"NNG", "XR"}:
                return (head,)
    return ()
