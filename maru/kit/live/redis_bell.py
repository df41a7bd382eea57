"""Redis carries the ring to every hub, on whichever machine."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from functools import cache

import redis
import redis.asyncio
from django.conf import settings

CHANNEL = "maru:live"

log = logging.getLogger(__name__)


@cache
def _connection() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.2, socket_timeout=0.2)


def ring() -> None:
    """Wake every hub. Never raises."""
    with contextlib.suppress(redis.RedisError):
        _connection().publish(CHANNEL, "")


@contextlib.asynccontextmanager
async def heard(wake: Callable[[], None]) -> AsyncIterator[None]:
    """Call ``wake`` for every ring while the block runs."""
    listening = asyncio.create_task(_listen(wake))
    try:
        yield
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _listen(wake: Callable[[], None]) -> None:
    while True:
        try:
            async with (
                redis.asyncio.Redis.from_url(settings.REDIS_URL) as connection,
                connection.pubsub() as rings,
            ):
                await rings.subscribe(CHANNEL)
                async for _ring in rings.listen():
                    wake()
        except redis.RedisError:
            log.debug("The live bell is away", exc_info=True)
            await asyncio.sleep(5)
