"""A query as people type it: for each of its words, all that may be meant by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from maru.kit.text.analysis import keyboard
from maru.kit.text.analysis.cleaning import clean
from maru.kit.text.analysis.hangul import is_hangul
from maru.kit.text.analysis.meaning import Chunk, Known, Word
from maru.kit.text.analysis.mending import mend_slips
from maru.kit.text.analysis.readings import words_of
from maru.kit.text.analysis.synonyms import Synonyms, seed
from maru.kit.text.analysis.terms import terms_of

MAX_QUERY = 400  # characters
MAX_WORDS = 32
_CHUNK = re.compile(r"\S+")
_NAME = re.compile(r"[\w%+-]+(?:[.@_][\w%+-]+)+", re.ASCII)
_LONGEST_JOINED = 24  # characters of two chunks that may be one


def understand(
    query: str, *, synonyms: Synonyms | None = None, known: Known | None = None
) -> list[Word]:
    """Return the words of ``query`` in its order, at most MAX_WORDS, each with its alternatives.

    ``known`` says of terms in how many documents they stand (those in none may be left out);
    without it no typing error is seen, and guesses at layout and spacing are not checked. It is
    asked four times at most, the last time for some hundreds of terms a word that nobody uses.
    ``synonyms``: the seed and the company's own; by default the seed.
    Never raises for any ``query``; what makes no word gives none. 1 ms, and what ``known`` takes.
    """
    synonyms = synonyms if synonyms is not None else seed()
    text = clean(query[:MAX_QUERY])
    chunks = [Chunk(*match.span(), match.group()) for match in _CHUNK.finditer(text)]
    words = words_of(text, chunks, synonyms, known)[:MAX_WORDS]
    _join_names(words, chunks)
    _join_neighbours(words, chunks)
    _read_other_layout(words, chunks)
    _add_synonyms(words, synonyms)
    if known is not None:
        _keep_known(words, known)
        words = mend_slips(words, chunks, known)
    if all(word.is_weak for word in words):
        words = [replace(word, is_weak=False) for word in words]
    return words


def _strong(text: str) -> list[str]:
    return [term.text for term in terms_of(text) if not term.is_weak]


def _join_names(words: list[Word], chunks: list[Chunk]) -> None:
    """A name as in mina.park, or a host, is one term of a mail address."""
    for chunk in chunks:
        if _NAME.fullmatch(chunk.text):
            for word in chunk.words(words):
                word.or_else([chunk.text.lower()], "spacing")


def _join_neighbours(words: list[Word], chunks: list[Chunk]) -> None:
    """재 입고 is 재입고 too, HN 2041B is HN2041B: what two chunks are when written as one."""
    for first, second in pairwise(chunks):
        both = [*first.words(words), *second.words(words)]
        if not both or len(first.text) + len(second.text) > _LONGEST_JOINED:
            continue
        joined = _strong(first.text + second.text)
        if len(joined) == 1 and joined[0] not in {word.text for word in both}:
            for word in both:
                word.or_else(joined, "spacing")


def _read_other_layout(words: list[Word], chunks: list[Chunk]) -> None:
    """Add what a chunk says when its keys are read by the other layout."""
    for chunk in chunks:
        other = _other_layout(chunk.text)
        for word in chunk.words(words) if other else ():
            word.or_else(_strong(other), "layout")


def _other_layout(chunk: str) -> str:
    if chunk.isascii() and chunk.isalpha() and len(chunk) >= 3:
        korean = keyboard.as_korean(chunk)
        return korean if keyboard.looks_korean(korean) else ""
    if keyboard.looks_mistyped(chunk):
        return keyboard.as_english(chunk)
    return ""


def _add_synonyms(words: list[Word], synonyms: Synonyms) -> None:
    for reading in _meant(words):
        for span in synonyms.spans(reading):
            is_korean = _is_korean(reading[span.start])
            for word in words[span.start : span.end]:
                for instead in span.instead:
                    same = _is_korean(instead[0]) == is_korean
                    word.or_else(instead, "synonym" if same else "translation")


def _is_korean(term: str) -> bool:
    return any(map(is_hangul, term))


def _meant(words: list[Word]) -> Iterator[list[str]]:
    """Yield the query's terms as typed, then with each word read by the other layout."""
    yield [word.text for word in words]
    others = [
        [a.terms[0] for a in word.alternatives if len(a.terms) == 1 and a.kind == "layout"]
        for word in words
    ]
    if any(others):
        yield [other[0] if other else w.text for w, other in zip(words, others, strict=True)]


def _keep_known(words: list[Word], known: Known) -> None:
    """Drop the guesses and synonyms that no document has."""
    counts = known({t for word in words for a in word.alternatives for t in a.terms})
    for word in words:
        word.alternatives = [
            a
            for a in word.alternatives
            if a.kind in {"exact", "initials"} or all(counts.get(t) for t in a.terms)
        ]
