"""Which words a query is made of, where an analyser cannot tell from so few."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from maru.kit.text.analysis import keyboard
from maru.kit.text.analysis.hangul import are_initials, is_syllable
from maru.kit.text.analysis.meaning import Chunk, Known, Word
from maru.kit.text.analysis.nouns import nouns_in
from maru.kit.text.analysis.particles import PARTICLE
from maru.kit.text.analysis.synonyms import Synonyms
from maru.kit.text.analysis.term import Term
from maru.kit.text.analysis.terms import terms_of

# Endings that an analyser takes for nouns when a word stands alone.
_POLITE = re.compile(r"(?<=[가-힣]{2})(?:이요|요)[.!?~]*$")
_PERSON = re.compile(r"(?<=[가-힣]{2})[분님](?:이|의|을|께|께서|은|도|과|들|한테|에게)?$")


def words_of(text: str, chunks: list[Chunk], synonyms: Synonyms, known: Known | None) -> list[Word]:
    """Return the words of a cleaned query, each with the exact way to find it."""
    in_context = terms_of(text)
    readings = []
    for chunk in chunks:
        here = [t for t in in_context if chunk.start <= t.start < chunk.end]
        readings.append(_readings(chunk, here, synonyms))
    asked = {t.text for several in readings for one in several for t in one}
    counts = known(asked) if known is not None and asked else None
    words: list[Word] = []
    for chunk, several in zip(chunks, readings, strict=True):
        if are_initials(chunk.text):
            words.append(Word(chunk.text, chunk.start, chunk.end))
            words[-1].or_else([chunk.text], "initials")
        elif keyboard.looks_mistyped(chunk.text):
            words.append(Word(chunk.text, chunk.start, chunk.end))
        else:
            words += [_word(term) for term in _best(several, counts)]
    return words


def _readings(chunk: Chunk, in_context: list[Term], synonyms: Synonyms) -> list[list[Term]]:
    """Return the ways to read one chunk: beside its neighbours, alone, without polite endings."""
    noun = PARTICLE.sub("", chunk.text)
    # 하자, a defect, is "let us do" as well; the table says that it may be a noun.
    as_noun = [Term(noun, chunk.start, chunk.start + len(noun))] if noun in synonyms else []
    if not in_context or not any(map(is_syllable, chunk.text)):
        return [in_context or as_noun]
    readings = [in_context]
    texts = [chunk.text, _POLITE.sub("", chunk.text), _PERSON.sub("", chunk.text)]
    # 고친 alone is read as a name, before a noun as what it is.
    texts.append(f"{chunk.text} 것")
    alone = [_moved(terms_of(text), chunk.start) for text in dict.fromkeys(texts)]
    for reading in [*alone, _moved(nouns_in(noun), chunk.start), as_noun]:
        if reading and reading not in readings:
            readings.append(reading)
    return readings


def _moved(terms: list[Term], by: int) -> list[Term]:
    return [replace(term, start=term.start + by, end=term.end + by) for term in terms]


def _best(readings: Sequence[list[Term]], counts: Mapping[str, int] | None) -> list[Term]:
    """Return the reading with the fewest words that nobody uses, then the fewest words."""
    in_context = readings[0]
    if counts is None:
        return in_context

    def cost(reading: list[Term]) -> tuple[int, int]:
        unknown = [t for t in reading if not t.is_weak and not counts.get(t.text)]
        return len(unknown), len(reading)

    return in_context if cost(in_context)[0] == 0 else min(readings, key=cost)


def _word(term: Term) -> Word:
    word = Word(term.text, term.start, term.end, term.is_weak)
    word.or_else([term.text], "exact")
    if len(term.parts) > 1 and "".join(term.parts) == term.text and not term.is_exact:
        word.or_else(term.parts, "spacing")
    return word
