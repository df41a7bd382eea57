"""The bell: huey carries the name of a sweep to a worker. It may lose any of them."""

import logging
from functools import cache

from django.conf import settings
from django.db import transaction
from huey import Huey, RedisHuey, SqliteHuey
from huey.api import TaskWrapper

from maru.kit.jobs.sweeps import run

log = logging.getLogger(__name__)


@cache
def queue() -> Huey:
    """Return this process's queue: Redis where configured, else a file of its own in MARU_HOME."""
    if settings.REDIS_URL:
        return RedisHuey("maru", url=settings.REDIS_URL, results=False)
    settings.HOME.mkdir(parents=True, exist_ok=True)
    # No fsync: a lost bell costs a few seconds until the sweep, never a row.
    return SqliteHuey(
        "maru", filename=str(settings.HOME / "bell.sqlite3"), results=False, fsync=False
    )


@cache
def look() -> TaskWrapper:
    """Return the one task there is: run the sweep of that name."""
    return queue().task(name="look")(run)


def ring(name: str) -> None:
    """Have a worker run the sweep ``name`` once the current transaction has committed."""
    transaction.on_commit(lambda: ring_now(name))


def ring_now(name: str) -> None:
    """Ring at once. Never raises: without a bell the sweep finds the row a little later."""
    try:
        look()(name)
    except Exception:
        log.warning("The bell for %s could not ring", name, exc_info=True)
