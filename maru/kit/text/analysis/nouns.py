"""Nouns that are written together: where one ends, and by which parts the whole is found."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from maru.kit.text.analysis.hangul import is_syllable
from maru.kit.text.analysis.morphemes import analyser
from maru.kit.text.analysis.term import Term
from maru.kit.text.analysis.words import FIRM_SUFFIXES, NOUNS, PREFIXES, SUFFIXES

_LONGEST = 16  # syllables of what is taken apart; more is no word
_LONGEST_NOUN = 8
_UNKNOWN = 2  # what a piece that is no noun costs, beside its length; a noun costs 1

# Nouns in their order, each with the parts that the dictionary knows of it.
Pieces = tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(maxsize=50_000)
def split(word: str) -> Pieces:
    """Return the nouns that ``word`` is made of, the fewest; empty where it is made of none.

    What is left beside a noun and is none stays one piece: 환불정첵 is 환불 and 정첵.
    Some 8 questions to the dictionary a syllable, kept.
    """
    if len(word) > _LONGEST:
        return ()
    best: dict[int, tuple[int, Pieces]] = {0: (0, ())}
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST_NOUN), end):
            price, piece = _priced(word[start:end], is_first=start == 0)
            before, pieces = best[start]
            if end not in best or before + price < best[end][0]:
                best[end] = (before + price, (*pieces, piece))
    pieces = best[len(word)][1]
    return pieces if any(_one_noun(piece) is not None for piece, _ in pieces) else ()


def _priced(piece: str, *, is_first: bool) -> tuple[int, tuple[str, tuple[str, ...]]]:
    if piece in SUFFIXES and not is_first:
        return 1, (piece, ())
    parts = _one_noun(piece)
    return (_UNKNOWN + len(piece), (piece, ())) if parts is None else (1, (piece, parts))


@lru_cache(maxsize=50_000)
def _one_noun(word: str) -> tuple[str, ...] | None:
    """Return the parts of ``word`` if the dictionary, or we, have it as one noun, else None."""
    if len(word) < 2:
        return None
    read = analyser().morphemes(word)
    if len(read) == 1 and read[0].tag in {"NNG", "NNP", "XR"} and read[0].is_known:
        return read[0].parts
    return () if word in NOUNS else None


def is_known(piece: str) -> bool:
    """Return whether the dictionary has ``piece`` as one noun, or it is an affix."""
    return piece in SUFFIXES or piece in PREFIXES or _one_noun(piece) is not None


def with_affixes(pieces: Pieces) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield words with the parts they are found by: 재|입고 is 재입고, and 입고."""
    at = 0
    while at < len(pieces):
        form, parts = pieces[at]
        found = _parts_of(form, parts)
        if form in PREFIXES and at + 1 < len(pieces) and len(pieces[at + 1][0]) > 1:
            at += 1
            found = (pieces[at][0], *_parts_of(*pieces[at]))
            form += pieces[at][0]
        if at + 1 < len(pieces) and pieces[at + 1][0] in SUFFIXES and len(form) > 1:
            at += 1
            found = (form, *found)
            form += pieces[at][0]
        yield form, found
        at += 1


def _parts_of(form: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parts of a compound that mean what they say: not 수리 of 독수리."""
    if not parts:
        return _unlisted_parts(form)
    if len(parts[0]) == 1 and parts[0] not in PREFIXES:
        return ()
    return tuple(part for part in parts if len(part) > 1 and part != form)


@lru_cache(maxsize=50_000)
def _unlisted_parts(form: str) -> tuple[str, ...]:
    """Return the parts of a compound whose parts the dictionary does not tell: 요금제 is 요금."""
    if len(form) < 3:
        return ()
    if form[0] in PREFIXES and _is_common(form[1:]):
        return (form[1:],)
    if form[-1] in FIRM_SUFFIXES and _is_common(form[:-1]):
        return (form[:-1],)
    for cut in range(2, len(form) - 1):
        if _is_common(form[:cut]) and _is_common(form[cut:]):
            return (form[:cut], form[cut:])
    return ()


@lru_cache(maxsize=50_000)
def _is_common(word: str) -> bool:
    if word in NOUNS:
        return True
    read = analyser().morphemes(word)
    return len(word) > 1 and len(read) == 1 and read[0].tag == "NNG" and read[0].is_known


def nouns_in(word: str) -> list[Term]:
    """Return the nouns that a solid Korean ``word`` is made of; empty where it is made of none."""
    found, at = [], 0
    for form, parts in with_affixes(split(word) if all(map(is_syllable, word)) else ()):
        found.append(Term(form, at, at + len(form), parts))
        at += len(form)
    return found
