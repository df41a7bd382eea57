"""What is looked for, in terms of the index."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    text: str
    is_beginning: bool = False  # a term that begins so will do: who types is not at the end yet


Way = tuple[Term, ...]  # all of these


@dataclass(frozen=True)
class Word:
    """One thing that somebody asked for, and the ways in which a text may say it."""

    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Asked:
    """Documents that say every one of ``words`` and none of ``without``."""

    words: tuple[Word, ...] = ()
    without: tuple[Word, ...] = ()
