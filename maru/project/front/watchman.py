"""Looks after the alarms while no worker does: a worker that stands still raises none itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from maru.project import health

EVERY = 60.0  # seconds

log = logging.getLogger(__name__)


class Watchman:
    """``was_gone``: the worker gave no sign of life at the last look either."""

    def __init__(self) -> None:
        self.was_gone = False

    def look(self) -> bool:
        """Ask every condition if the worker is gone for a second time; return whether that was so.

        One that is starting, or for which a busy machine had no time, is there by then.
        """
        from maru.kit.jobs.sweeps import run

        was_gone, self.was_gone = self.was_gone, not health.is_working()
        if not (was_gone and self.was_gone):
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
    watching = Watchman()
    while True:
        await asyncio.sleep(EVERY)
        try:
            await asyncio.to_thread(watching.look)
        except Exception:
            log.exception("The alarms could not be looked after")
