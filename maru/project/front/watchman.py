"""Looks after the alarms while no worker does: a worker that stands still raises none itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from maru.project import health

EVERY = 60.0  # seconds

log = logging.getLogger(__name__)


def look() -> bool:
    """Ask every condition if the worker is gone; return whether that was so."""
    from maru.kit.jobs.sweeps import run

    if health.is_working():
        return False
    run("alarms.watch")
    return True


@contextlib.asynccontextmanager
async def watchman() -> AsyncIterator[None]:
    watching = asyncio.create_task(_watch())
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def _watch() -> None:
    while True:
        await asyncio.sleep(EVERY)
        try:
            await asyncio.to_thread(look)
        except Exception:
            log.exception("The alarms could not be looked after")
