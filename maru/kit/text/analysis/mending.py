"""Words of a query that stand in no document, and what was meant by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from maru.kit.text.analysis import keyboard
from maru.kit.text.analysis.hangul import is_hangul, is_syllable
from maru.kit.text.analysis.meaning import Chunk, Known, Word
from maru.kit.text.analysis.particles import PARTICLE
from maru.kit.text.analysis.slips import one_slip_away
from maru.kit.text.analysis.terms import terms_of

_MOST = 3  # words that one slip may have been meant for
_LONGEST_SOLID = 8  # syllables of a word that may be two
_MOST_CHUNKS = 8  # of one query that are mended; each asks for some hundreds of words

# One word, or two of which one is as it was typed.
Reading = tuple[str, ...]


def mend_slips(words: list[Word], chunks: list[Chunk], known: Known) -> list[Word]:
    """Return the words; those that stand in no document are one with what was meant by them."""
    counts = known({t for word in words for a in word.alternatives for t in a.terms})
    guesses = [
        (run, text, _readings(text))
        for chunk in chunks[:_MOST_CHUNKS]
        for run, texts in _unknown_runs(chunk, chunk.words(words), counts)
        for text in texts
    ]
    asked = {term for _, _, readings in guesses for reading in readings for term in reading}
    there = known(asked) if asked else {}
    mended: list[Word] = []
    for run, text, readings in guesses:
        if any(w.start < run[-1].end and run[0].start < w.end for w in mended):
            continue
        if meant := _meant(text, readings, there):
            word = Word(text, run[0].start, run[-1].end)
            word.or_else([w.text for w in run], "exact")
            for reading in meant[:_MOST]:
                word.or_else(reading, "slip")
            mended.append(word)
    kept = [w for w in words if all(w.end <= m.start or m.end <= w.start for m in mended)]
    return sorted([*kept, *mended], key=lambda word: word.start)


def _meant(text: str, readings: set[Reading], there: Mapping[str, int]) -> list[Reading]:
    """Return the readings that stand somewhere, the likeliest first."""
    meant = [reading for reading in readings if all(there.get(term) for term in reading)]
    # A syllable too many is the rarest slip, and cuts words: 상품꿘 is hardly 상품.
    meant = [r for r in meant if len("".join(r)) >= len(text) or r[0].isascii()] or meant
    return sorted(meant, key=lambda r: (len(r), -min(there[term] for term in r), r))


def _unknown_runs(
    chunk: Chunk, words: list[Word], counts: Mapping[str, int]
) -> Iterator[tuple[list[Word], list[str]]]:
    """Yield what of a chunk stands in no document, and the spellings of it that may be slips."""
    doubtful = [at for at, word in enumerate(words) if _is_doubtful(word, len(words), counts)]
    if not doubtful:
        return
    if not any(map(is_hangul, chunk.text)):
        yield from ((words[at : at + 1], [words[at].text]) for at in doubtful)
        return
    yield words, _spellings(chunk.text)
    first, last = doubtful[0], doubtful[-1]
    if last - first + 1 < len(words):
        start = words[first - 1].end if first else chunk.start
        end = words[last + 1].start if last + 1 < len(words) else chunk.end
        text = chunk.text[start - chunk.start : end - chunk.start]
        yield words[first : last + 1], _spellings(text)


def _is_doubtful(word: Word, beside: int, counts: Mapping[str, int]) -> bool:
    if word.is_weak:
        return False
    if beside > 1 and len(word.text) == 1 and is_syllable(word.text):
        return True  # 황불 is read as two words of one syllable
    return not any(
        a.kind == "initials" or all(counts.get(term) for term in a.terms) for a in word.alternatives
    )


def _spellings(text: str) -> list[str]:
    return list(dict.fromkeys([PARTICLE.sub("", text), text]))


def _readings(text: str) -> set[Reading]:
    """Return what one slip, or the other layout, may have made ``text`` of."""
    readings: set[Reading] = {(meant,) for meant in one_slip_away(text) | _english_of(text)}
    if all(map(is_syllable, text)):
        for cut in range(2, min(len(text), _LONGEST_SOLID) - 1):
            first, second = text[:cut], text[cut:]
            readings |= {(first, meant) for meant in one_slip_away(second)}
            readings |= {(meant, second) for meant in one_slip_away(first)}
    return readings


def _english_of(text: str) -> set[str]:
    """Return the stem of the English word that whole Korean syllables were typed for."""
    if not all(map(is_hangul, text)):
        return set()
    return {term.text for term in terms_of(keyboard.as_english(text))[:1]}
