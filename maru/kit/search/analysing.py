"""What texts and words mean in terms of the index: kit/text's word, put to the index's use."""

from __future__ import annotations

from collections.abc import Sequence

from maru.kit.search.asked import Term, Way, Word
from maru.kit.search.vocabulary import beginning_with, known
from maru.kit.text import analysis
from maru.kit.text.analysis.terms import terms_of as main_terms_of

INITIALS = ":"  # before initial consonants, which no text is to hold by chance: ㅋㅋ


def analysis_name() -> str:
    """Return the analysis in use, with its version: documents of another one are made anew."""
    return f"2 {analysis.ANALYSIS}"


def terms_of(texts: Sequence[str]) -> list[list[str]]:
    """Return the terms of each text, in order."""
    return analysis.analyse(texts)


def initials_of(text: str) -> list[str]:
    """Return the terms by which a name, title or tag is found by its initial consonants."""
    return [INITIALS + each for each in analysis.initials(text)]


def phrase_of(text: str) -> tuple[str, ...]:
    """Return the terms that follow one another where a text says ``text``."""
    return tuple(term.text for term in main_terms_of(text))


def words_asked(text: str, *, is_typing: bool = False) -> list[Word]:
    """Return what ``text`` asks for, each word with all that may be meant by it, the best first.

    ``is_typing``: the last word need not be typed to its end. Costs up to five queries.
    """
    words = [
        Word(
            tuple(_way(alternative) for alternative in word.alternatives),
            text=word.text,
            is_weak=word.is_weak,
            guess=_guess(word),
        )
        for word in analysis.understand(text, known=known)
        if word.alternatives
    ]
    if is_typing and words and not text.endswith((" ", '"')):
        words[-1] = _begun(words[-1], text.rsplit(maxsplit=1)[-1])
    return words


def words_unwanted(text: str) -> list[Word]:
    """Return what nobody wants: as it was typed, for a guess would hide too much."""
    phrase = phrase_of(text)
    return [Word((tuple(map(Term, phrase)),), text=text)] if phrase else []


def _way(alternative: analysis.Alternative) -> Way:
    if alternative.kind == "initials":
        return tuple(Term(INITIALS + term) for term in alternative.terms)
    return tuple(map(Term, alternative.terms))


def _guess(word: analysis.Word) -> str:
    """Return what the word is taken for, where nobody wrote it as it was typed; else ''."""
    exact = {t for a in word.alternatives if a.kind == "exact" for t in a.terms}
    meant = [a for a in word.alternatives if a.kind in {"slip", "layout"}]
    if not meant or not exact or all(known(exact).get(term) for term in exact):
        return ""
    return " ".join(meant[0].terms)


def _begun(word: Word, typed: str) -> Word:
    begun: list[Way] = [(Term(term),) for term in beginning_with(typed)]
    return Word((*word.ways, *begun), text=word.text, is_weak=word.is_weak and not begun)
