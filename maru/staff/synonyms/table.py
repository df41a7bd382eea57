"""The table as a process keeps it: Maru's groups that are on, and the company's."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from maru.kit.text.analysis import Synonyms, seed
from maru.staff.synonyms.built_in import SwitchedOff, keys
from maru.staff.synonyms.group import SynonymGroup
from maru.staff.synonyms.standing import Standing

FRESH = 1.0  # seconds after which a search asks whether another process changed something


class Table:
    """What one process keeps. ``clock`` gives seconds, and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock, self.fresh = clock, Lock(), FRESH
        self.clear()

    def clear(self) -> None:
        # Nothing yet: reading the built-in groups loads the dictionary, which not every process
        # needs.
        self._made: Synonyms | None = None
        self._word, self._looked_at = "", float("-inf")

    def look_again(self) -> None:
        """Have the next search ask, however fresh this is: something was changed here."""
        self._looked_at = float("-inf")

    def current(self) -> Synonyms:
        """Return the table as it stands. One query a second; three, and some ms, after a change."""
        now = self._clock()
        if self._made is not None and now - self._looked_at < self.fresh:
            return self._made
        word = Standing.now()  # first: what changes while it is made is seen the next time
        with self._lock:
            if self._made is None or word != self._word:
                self._made, self._word = (made() if word else seed()), word
            self._looked_at = now
            return self._made


HERE = Table()  # of this process


def made(*, besides: int | None = None) -> Synonyms:
    """Make the table out of what is kept; ``besides``: without one of the company's groups."""
    off = {
        keys()[key] for key in SwitchedOff.objects.values_list("key", flat=True) if key in keys()
    }
    rows = (
        SynonymGroup.objects.all() if besides is None else SynonymGroup.objects.exclude(pk=besides)
    )
    groups = list(rows.values_list("words", "is_one_way"))
    own = together(groups)
    known = seed().without(off) if off else seed()
    return known | own if groups else known


def together(groups: list[tuple[list[str], bool]]) -> Synonyms:
    """Return these groups alone: words, and whether they hold one way."""
    return Synonyms(
        [words for words, one_way in groups if not one_way],
        one_way=[words for words, one_way in groups if one_way],
    )
