"""The bell says "look now". It may lose any ring: the hub looks four times a second anyway."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from django.conf import settings

from maru.kit.live import neighbours


class Bell(Protocol):
    def ring(self) -> None: ...

    def heard(self, wake: Callable[[], None], /) -> AbstractAsyncContextManager[None]: ...


def ring(fact: Any) -> None:
    """Wake every hub. Called after each commit that recorded an event; never raises."""
    _bell().ring()


def heard(wake: Callable[[], None]) -> AbstractAsyncContextManager[None]:
    """Have ``wake`` called in the running loop for every ring while the block runs."""
    return _bell().heard(wake)


def _bell() -> Bell:
    if not settings.REDIS_URL:
        return neighbours
    # Its client is loaded only where there is a Redis.
    from maru.kit.live import redis_bell

    return redis_bell
