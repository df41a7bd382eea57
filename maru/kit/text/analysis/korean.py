"""The terms of Korean morphemes: nouns, verbs by their stem, adverbs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from maru.kit.text.analysis.hangul import is_hangul
from maru.kit.text.analysis.lexicon import with_our_nouns
from maru.kit.text.analysis.morphemes import Morpheme, analyser
from maru.kit.text.analysis.nouns import Pieces, split, with_affixes
from maru.kit.text.analysis.term import MAX_TERM, Term
from maru.kit.text.analysis.verbs import verb
from maru.kit.text.analysis.words import HONORIFICS, LIGHT_NOUNS, NO_WORDS, SUFFIXES

# Tags of the Sejong corpus.
_NOUNS = frozenset({"NNG", "NNP", "NNB", "NNBC", "XR", "NR", "UNKNOWN", "NA"})
_VERBS = frozenset({"VV", "VA", "VCN"})
_OTHERS = frozenset({"MAG", "MM", "MAJ"})
_AFFIXES = frozenset({"XPN", "XSN"})
_DEPENDENT = frozenset({"NNB", "NNBC"})
_NUMBERS = frozenset({"SN", "NR", "NNBC"})

_OF_VERBS = {"다른": "다르다"}  # which the dictionary reads as either
_FEE = "비"  # 배송비는: the dictionary reads it as an empty (빈) delivery
# 책임자분 is 책임자님 to a dictionary that does not know 분 behind a person.
_PERSON = re.compile(
    r"(?<=[가-힣][자원사])분(?=(?:이|의|을|께|께서|은|도|과|한테|에게|들)?(?![가-힣]))"
)


def korean(text: str) -> Iterator[Term]:
    """Yield the terms of ``text``, which has no other letters than Korean and English ones."""
    text = _PERSON.sub("님", text)
    units = [*_units(with_our_nouns(analyser().morphemes(text), text)), [], []]
    for at in range(len(units) - 2):
        unit, *follow = units[at : at + 3]
        first = unit[0]
        if first.tag in _NOUNS or len(unit) > 1:
            yield from _nouns(unit)
        elif first.tag in _VERBS or (first.tag == "VX" and len(first.form) > 2):
            yield from verb(first, *(some[0] if some else None for some in follow))
        elif first.tag in _OTHERS and len(first.form) > 1:
            form = _OF_VERBS.get(first.form, first.form)
            yield Term(form, first.start, first.end, is_weak=True)


def _units(morphemes: list[Morpheme]) -> Iterator[list[Morpheme]]:
    """Yield nouns with those that are written together with them, and all others alone."""
    run: list[Morpheme] = []
    after_number = False
    for here in morphemes:
        counts = after_number and here.tag in {"NNBC", "NNB", "NNG"} and len(here.form) == 1
        after_number = here.tag in _NUMBERS
        if counts or here.form in HONORIFICS:
            continue
        is_glued = bool(run) and run[-1].end == here.start
        if _is_nounlike(here, is_glued=is_glued) and (is_glued or not run):
            run.append(here)
            continue
        if run:
            yield run
        run = [here] if _is_nounlike(here, is_glued=False) else []
        if not run:
            yield [here]
    if run:
        yield run


def _is_nounlike(here: Morpheme, *, is_glued: bool) -> bool:
    """Return whether ``here`` may be a piece of a noun: a noun, an affix, a misread syllable."""
    if here.tag in _NOUNS or here.tag in _AFFIXES:
        return True
    return len(here.form) == 1 and (here.tag in _OTHERS or (is_glued and here.form == _FEE))


def _nouns(run: list[Morpheme]) -> Iterator[Term]:
    at, end = run[0].start, run[-1].end
    pieces: Pieces = tuple((m.form, m.parts) for m in run)
    if _is_doubtful(run):
        surface = "".join(m.form for m in run)
        if len(surface) == end - at and all(map(is_hangul, surface)):  # as it is written
            pieces = split(surface) or pieces
    is_dependent = len(run) == 1 and run[0].tag in _DEPENDENT
    for form, parts in with_affixes(pieces):
        if len(form) > 1 or form not in NO_WORDS:
            weak = is_dependent or form in LIGHT_NOUNS
            yield Term(form[:MAX_TERM], at, min(at + len(form), end), parts, is_weak=weak)
        at += len(form)


def _is_doubtful(run: list[Morpheme]) -> bool:
    """Return whether nouns written together look wrongly parted: 배|송지연, 부분환|불, 확|인증."""
    if len(run) < 2:
        return False
    *others, last = run
    return (
        any(len(m.form) == 1 and m.tag != "XPN" for m in others)
        or any(not m.is_known for m in run)
        or (len(last.form) == 1 and last.tag != "XSN" and last.form not in SUFFIXES)
    )
