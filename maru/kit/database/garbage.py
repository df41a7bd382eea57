"""Garbage is collected by a thread that holds no lock of the database.

Python lets whichever thread makes the next object collect. A cursor of SQLite that dies in a
reference cycle, as one in a traceback does, is closed by that thread, and closing waits while the
cursor's connection is at work. Where that one waits for the writer, and the writer is who
collects, both wait until the former gives up: 15 s for each such cursor, and as whoever gives up
leaves a traceback with a cursor, for ever (decision 0319).
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EVERY = 0.25  # seconds


@contextmanager
def collected_apart() -> Iterator[None]:
    """Have a thread of its own collect all garbage of this process while the block runs."""
    stop = threading.Event()
    collector = threading.Thread(target=_collect, args=(stop,), name="garbage", daemon=True)
    gc.disable()
    collector.start()
    try:
        yield
    finally:
        stop.set()
        gc.enable()


def _collect(stop: threading.Event) -> None:
    while not stop.wait(EVERY):
        if (generation := due()) is not None:
            gc.collect(generation)


def due() -> int | None:
    """Return the oldest generation that Python itself would collect now, None for none."""
    counts, most = gc.get_count(), gc.get_threshold()
    return next((age for age in (2, 1, 0) if most[age] and counts[age] > most[age]), None)
