"""Looks that apps register for ``maru check``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from maru.kit.checks.finding import Finding

Look = Callable[[], Iterator[Finding]]

_looks: dict[str, Look] = {}


def check(name: str) -> Callable[[Look], Look]:
    """Register the decorated generator of findings as the look ``name``.

    It runs by hand and by nobody's clock, so it may ask the network, within
    ten seconds. It is asked only while the database answers and is up to date.
    """

    def register(look: Look) -> Look:
        _looks[name] = look
        return look

    return register


def looks() -> Iterator[tuple[str, Look]]:
    """Yield every registered look with its name."""
    yield from list(_looks.items())
