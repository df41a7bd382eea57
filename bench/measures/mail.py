"""`bin/bench mail`: taking mail in, making tickets of it, memory while idle, time to start."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bench.acceptance import accept_16_senders
from bench.databases import Unavailable
from bench.idle import memory_idle
from bench.processing import processed
from bench.progress import say
from bench.rows import Row
from bench.starting import starts

DATABASES = ("sqlite", "postgres")


def measure(*, quick: bool, only: str) -> list[Row]:
    """Take the rows whose name begins with ``only``; what cannot run is a row that says why."""
    families: dict[str, tuple[tuple[str, ...], Callable[[], list[Row]]]] = {}
    for database in DATABASES:
        families[f"accept_16_senders {database}"] = (
            ("accept_16_senders",),
            partial(accept_16_senders, database, quick=quick),
        )
        families[f"processed {database}"] = (
            ("processed", "threaded"),
            partial(processed, database, quick=quick),
        )
    families["memory_idle sqlite"] = (("memory_idle",), partial(memory_idle, quick=quick))
    families["start_first"] = (("start_first", "start_second"), starts)
    rows: list[Row] = []
    for title, (names, take) in families.items():
        if any(name.startswith(only) for name in names):
            rows += attempt(title, take)
    return rows


def attempt(title: str, take: Callable[[], list[Row]]) -> list[Row]:
    say(f"{title} ...")
    try:
        return take()
    except Unavailable as why:
        name, _, database = title.partition(" ")
        return [Row(name, None, "", database=database, note=str(why).splitlines()[0])]
