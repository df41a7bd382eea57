"""Sentences with their terms: each is analysed the first time it is said, never again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from maru.kit.search.analysing import given_names_of, initials_of
from maru.kit.text.analysis.term import MAX_TERM, Term
from maru.kit.text.analysis.terms import terms_of


class Phrase(NamedTuple):
    text: str
    main: tuple[str, ...]  # its terms in their order
    parts: tuple[str, ...] = ()  # by which these are found as well
    short: tuple[str, ...] = ()  # by its initial consonants, of a title or name
    given: tuple[str, ...] = ()  # by the given name, of somebody

    @classmethod
    def of(cls, text: str, terms: Iterable[Term]) -> Phrase:
        terms = list(terms)
        parts = dict.fromkeys(part[:MAX_TERM] for term in terms for part in term.parts)
        return cls(text, tuple(term.text for term in terms), tuple(parts))


class Speech:
    """What was said so far: a phrase and its filling give the same Phrase again."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str, bool], Phrase] = {}

    def say(self, pattern: str, filling: str = "", *, is_name: bool = False) -> Phrase:
        """Return ``pattern``, with ``filling`` in its one {slot}. Analyses what is new."""
        key = (pattern, filling, is_name)
        phrase = self._said.get(key)
        if phrase is None:
            text = pattern.format(product=filling, name=filling) if filling else pattern
            phrase = Phrase.of(text, terms_of(text))
            if is_name:
                phrase = phrase._replace(short=initials_of(text))
            self._said[key] = phrase
        return phrase

    def name(self, name: str) -> Phrase:
        """Return how somebody is called."""
        return self.say(name, is_name=True)._replace(given=given_names_of(name))


def terms_said(phrases: Iterable[Phrase]) -> list[str]:
    """Return the terms of a text that consists of ``phrases``, as its analysis would."""
    main: list[str] = []
    parts: list[str] = []
    given: list[str] = []
    for phrase in phrases:
        main += phrase.main
        parts += phrase.parts
        given += phrase.given
    if not parts:
        return main + given
    seen = set(main)
    return main + [part for part in dict.fromkeys(parts) if part not in seen] + given


def order_number(text: str) -> Phrase:
    """Return an order number, 20260131-0000042, as the analysis reads it."""
    whole = text.replace("-", "")
    return Phrase(text, (whole,), tuple(text.split("-")))


def address(who: str, number: str, domain: str) -> Phrase:
    """Return a mail address, user12@example.com, as the analysis reads it."""
    local = who + number
    text = f"{local}@{domain}"
    return Phrase(text, (text,), (local, domain, who))
