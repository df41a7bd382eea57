"""Which words may stand for which where this process searches: an upper app keeps the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from maru.kit.text.analysis import Synonyms, seed

_kept: list[Callable[[], Synonyms]] = [seed]
_tried: ContextVar[Synonyms | None] = ContextVar("tried", default=None)


def synonyms_with(table: Callable[[], Synonyms]) -> None:
    """Let ``table`` say which words stand for one another; it is asked with each search."""
    _kept[:] = [table]


def synonyms() -> Synonyms:
    tried = _tried.get()
    return tried if tried is not None else _kept[0]()


@contextmanager
def trying(table: Synonyms) -> Iterator[None]:
    """Search with ``table`` inside, here alone: what it would find."""
    before = _tried.set(table)
    try:
        yield
    finally:
        _tried.reset(before)
