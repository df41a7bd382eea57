"""The bell says "look now". It may lose any ring: the hub looks four times a second anyway."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from django.conf import settings

from maru.kit.live import neighbours, redis_bell


def ring(fact: Any) -> None:
    """Wake every hub. Called after each commit that recorded an event; never raises."""
    redis_bell.ring() if settings.REDIS_URL else neighbours.ring()


def heard(wake: Callable[[], None]) -> AbstractAsyncContextManager[None]:
    """Have ``wake`` called in the running loop for every ring while the block runs."""
    return redis_bell.heard(wake) if settings.REDIS_URL else neighbours.heard(wake)
