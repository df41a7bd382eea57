"""`bin/bench mail`: taking mail in, making tickets of it, and what Maru costs while idle and at start."""

from __future__ import annotations

from collections.abc import Callable

from bench.acceptance import accept_16_senders
from bench.databases import Unavailable
from bench.idle import memory_idle
from bench.processing import processed
from bench.progress import say
from bench.rows import Row
from bench.starting import starts

DATABASES = ("sqlite", "postgres")


def measure(*, quick: bool, only: str) -> list[Row]:
    """Take the rows whose name begins with ``only``; what cannot run here is a row that says why."""
    rows: list[Row] = []
    for database in DATABASES:
        if "accept_16_senders".startswith(only):
            rows += attempt(
                "accept_16_senders", database, lambda d=database: [accept_16_senders(d, quick=quick)]
            )
        if "processed".startswith(only) or "threaded".startswith(only):
            rows += attempt("processed", database, lambda d=database: processed(d, quick=quick))
    if "memory_idle".startswith(only):
        rows += attempt("memory_idle", "sqlite", lambda: [memory_idle(quick=quick)])
    if "start".startswith(only) or only.startswith("start"):
        rows += attempt("start_first", "sqlite", starts)
    return rows


def attempt(name: str, database: str, take: Callable[[], list[Row]]) -> list[Row]:
    say(f"{name} {database} ...")
    try:
        return take()
    except Unavailable as why:
        return [Row(name, None, "", database=database, note=str(why).splitlines()[0])]
