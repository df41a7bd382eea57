"""What texts and words mean in terms of the index: kit/text's word, put to the index's use."""

from __future__ import annotations

import atexit
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from maru.kit.search.asked import Term, Way, Word
from maru.kit.search.synonyms import synonyms
from maru.kit.search.vocabulary import Remembering, beginning_with, known
from maru.kit.text import analysis
from maru.kit.text.analysis.beside import Beside
from maru.kit.text.analysis.terms import terms_of as main_terms_of


@cache
def _beside() -> Beside:
    one = Beside()
    atexit.register(one.close)
    return one


os.register_at_fork(after_in_child=_beside.cache_clear)  # it answers the parent

_SAME = {"exact", "spacing", "synonym", "initials"}
INITIALS = ":"  # before initial consonants, which no text is to hold by chance: ㅋㅋ


def analysis_name() -> str:
    """Return the analysis in use, with its version: documents of another one are made anew."""
    return f"5 {analysis.ANALYSIS}"


def terms_of(text: str) -> list[str]:
    """Return the terms of ``text``."""
    return analysis.analyse([text])[0]


def terms_beside(texts: Sequence[str]) -> list[list[str]]:
    """Return the terms of each text, in order, by a process beside: many take their time.

    Raises NoAnswer.
    """
    return _beside().analyse(texts) if texts else []


@lru_cache(maxsize=5_000)
def initials_of(text: str) -> tuple[str, ...]:
    """Return the terms by which a name, title or tag is found by its initial consonants.

    Kept a while: a customer's name stands in each of their tickets.
    """
    return tuple(INITIALS + each for each in analysis.initials(text))


@lru_cache(maxsize=5_000)
def given_names_of(text: str) -> tuple[str, ...]:
    """Return the terms by which somebody is found who is not called by the surname."""
    return tuple(analysis.given_names(text))


def phrase_of(text: str) -> tuple[str, ...]:
    """Return the terms that follow one another where a text says ``text``."""
    return tuple(term.text for term in main_terms_of(text))


def words_asked(text: str, *, is_typing: bool = False) -> list[Word]:
    """Return what ``text`` asks for, each word with all that may be meant by it, the best first.

    ``is_typing``: the last word need not be typed to its end. Costs up to four queries.
    """
    if not text.strip():  # fields or phrases alone
        return []
    known_once = Remembering(known)
    read = analysis.understand(text, synonyms=synonyms(), known=known_once)
    understood = [word for word in read if word.alternatives]
    seen = known_once({term for word in understood for term in _exact(word)})
    words = [_asked(word, seen) for word in understood]
    if is_typing and words and not text.endswith((" ", '"')):
        words[-1] = _begun(words[-1], text.rsplit(maxsplit=1)[-1])
    return words


@lru_cache(maxsize=2_000)
def _meant(text: str, table: analysis.Synonyms) -> tuple[Word, ...]:
    found = []
    for word in analysis.understand(text, synonyms=table):
        # Each as it stands: what begins so, or was perhaps meant, changes with what others write.
        ways = [
            tuple(Term(INITIALS + t if a.kind == "initials" else t) for t in a.terms)
            for a in word.alternatives
            if a.kind == "exact" or (a.kind in _SAME and len(a.terms) == 1)
        ]
        if ways:
            found.append(Word(tuple(ways), text=word.text, is_weak=word.is_weak))
    if all(word.is_weak for word in found):
        return tuple(replace(word, is_weak=False) for word in found)
    return tuple(found)


def words_meant(text: str) -> tuple[Word, ...]:
    """Return what ``text`` says, and its synonyms of one word, for the index tells of several not
    whether they stand together. No guess, no other language: a rule means tomorrow what it means
    today. No query."""
    return _meant(text, synonyms())


def words_unwanted(text: str) -> list[Word]:
    """Return what nobody wants: as it was typed, for a guess would hide too much."""
    phrase = phrase_of(text)
    return [Word((tuple(map(Term, phrase)),), text=text)] if phrase else []


def _asked(word: analysis.Word, seen: Mapping[str, int]) -> Word:
    exact = [seen.get(term, 0) for term in _exact(word)]
    meant = [a for a in word.alternatives if a.kind in {"slip", "layout"}]
    is_guess = bool(meant and exact) and not all(exact)
    return Word(
        tuple(way for a in word.alternatives if a.kind != "translation" for way in _ways(a)),
        text=word.text,
        is_weak=word.is_weak,
        translations=tuple(
            way for a in word.alternatives if a.kind == "translation" for way in _ways(a)
        ),
        seen=min(exact, default=0),
        guess=" ".join(meant[0].terms) if is_guess else "",
    )


def _exact(word: analysis.Word) -> set[str]:
    return {term for a in word.alternatives if a.kind == "exact" for term in a.terms}


def _ways(alternative: analysis.Alternative) -> list[Way]:
    if alternative.kind != "initials":
        return [tuple(map(Term, alternative.terms))]
    terms = [INITIALS + term for term in alternative.terms]
    if not known(terms):  # perhaps a name that is not there wholly: ㄱㅅㄴ is 감사나눔
        begun = [each for term in terms for each in beginning_with(term)]
        return [(Term(each),) for each in begun] or [tuple(map(Term, terms))]
    return [tuple(map(Term, terms))]


def _begun(word: Word, typed: str) -> Word:
    begun: list[Way] = [(Term(term),) for term in beginning_with(typed)]
    return replace(word, ways=(*word.ways, *begun), is_weak=word.is_weak and not begun)
