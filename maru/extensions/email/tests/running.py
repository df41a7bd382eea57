"""A server of somebody else's for the tests: in a folder that goes with it, on a free port."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar


class Server(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...


S = TypeVar("S", bound=Server)


@contextmanager
def running(name: str, made_in: Callable[[Path], S]) -> Iterator[S]:
    """Make a server in a new folder, give it while it runs, and leave nothing of it."""
    folder = Path(tempfile.mkdtemp(prefix=f"maru-{name}-"))
    try:
        server = made_in(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
