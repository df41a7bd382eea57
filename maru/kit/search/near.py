"""Words to look for instead, for who found little: such as stand somewhere that they may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from maru.kit.search.asked import Word
from maru.kit.search.finding import find
from maru.kit.search.vocabulary import beginning_with, known
from maru.kit.text.analysis.slips import one_slip_away

ASKED = 3  # words of a query for which others are offered
OFFERED = 5
LOOKED_FOR = 8  # words that are tried: each is one query
MUCH_MORE = 4  # times as usual as what was typed, so that one may have meant it
SHORTEST = 2  # letters; what begins with one says nothing


@dataclass(frozen=True)
class Near:
    """``instead`` may be looked for in the place of ``asked``."""

    asked: str
    instead: str


def near(words: Sequence[Word], reader: Any, *, kinds: Sequence[str]) -> list[Near]:
    """Return up to OFFERED words, the likeliest first, each of which finds something.

    Words that are one slip from one that is asked for and much more usual, then such as begin
    with it. Never a word that stands only where ``reader`` may not look (S8). Costs up to fifteen
    queries by index, whatever its size.
    """
    asked = [word for word in words if not word.is_weak and not word.guess][:ASKED]
    asked = [word for word in asked if len(word.text) >= SHORTEST and " " not in word.text]
    tried = dict.fromkeys([*_meant(asked), *_longer(asked)])
    found = [each for each in list(tried)[:LOOKED_FOR] if _finds(each.instead, reader, kinds)]
    return found[:OFFERED]


def _meant(asked: Sequence[Word]) -> list[Near]:
    """Return what one slip may have made the words of, where that is much more usual."""
    slips = {word.text: one_slip_away(word.text) for word in asked}
    there = known({slip for several in slips.values() for slip in several})
    likely = [
        (there[slip], Near(word.text, slip))
        for word in asked
        for slip in slips[word.text]
        if there.get(slip, 0) > MUCH_MORE * max(word.seen, 1)
    ]
    return [each for _seen, each in sorted(likely, key=lambda one: (-one[0], one[1].instead))]


def _longer(asked: Sequence[Word]) -> list[Near]:
    """Return the usual words that begin with one that is asked for: 환불 begins 환불금."""
    return [
        Near(word.text, term)
        for word in asked
        for term in beginning_with(word.text)
        if term.startswith(word.text) and term != word.text
    ]


def _finds(term: str, reader: Any, kinds: Sequence[str]) -> bool:
    # As it stands: nothing else is taken for it, and it costs one query.
    return bool(find(f'"{term}"', reader, kinds=kinds, size=2).documents)
