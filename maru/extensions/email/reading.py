"""The child processes that read mail: one for each thread, closed with the process."""

import atexit
import threading

from maru.kit.mailparse import Reader

_mine = threading.local()
_all: list[Reader] = []


def reader() -> Reader:
    """Return this thread's reader, so that threads do not wait for one another."""
    found: Reader | None = getattr(_mine, "reader", None)
    if found is None:
        found = _mine.reader = Reader()
        _all.append(found)
    return found


@atexit.register
def close_readers() -> None:
    """End every child; a reader that is asked again starts a new one."""
    for one in _all:
        one.close()
