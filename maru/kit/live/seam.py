"""The seam: an app says who listens, another says what there is to tell and to whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Protocol

from maru.kit.database.writing import End


@dataclass(frozen=True)
class News:
    """One thing that happened. ``subject`` is what a browser may look at again; 0 when nothing.

    ``to`` are the listeners that it is meant for by name, by their ``pk``.
    """

    id: int
    verb: str
    subject: int
    to: frozenset[int] = frozenset()


class Feed(Protocol):
    """What happened, in the order of its ids. All are asked in a thread."""

    def end(self) -> End:
        """Return where the events end now, and who still writes. One query."""

    def since(self, floor: int, limit: int) -> list[News]:
        """Return up to ``limit`` news with greater ids, oldest first. A few queries."""

    def seen_by(self, listeners: Collection[Any], news: Sequence[News]) -> Mapping[int, Set[int]]:
        """Return, by the ``pk`` of each, the subjects among ``news`` that they may see now.

        A few queries, however many listen: one for all who see the same.
        """


class Door(Protocol):
    """Who listens, by their session. Asked again for each push, so it must not remember."""

    def let_in(self, cookies: dict[str, str]) -> str | None:
        """Return the session of these cookies when somebody is signed in by it."""

    def listeners(self, sessions: Iterable[str]) -> dict[str, Any]:
        """Return session -> listener for those who are still signed in. A few queries."""


_feeds: list[Feed] = []
_doors: list[Door] = []


def feed_with(feed: Feed) -> None:
    _feeds[:] = [feed]


def guard_with(door: Door) -> None:
    _doors[:] = [door]


def feed() -> Feed:
    return _feeds[0]


def door() -> Door:
    return _doors[0]
