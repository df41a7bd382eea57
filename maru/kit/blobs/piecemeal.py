"""A file that comes piece by piece, over hours and broken lines, until it is a blob."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from maru.kit.blobs.store import store


def path_of(key: str) -> Path:
    """Return where the pieces of ``key`` lie: on the blobs' file system, but no blob yet."""
    folder = store().root / "arriving"
    folder.mkdir(exist_ok=True)
    return folder / Path(key).name


def append(key: str, at: int, piece: bytes) -> None:
    """Put ``piece`` at byte ``at``, behind what was acknowledged; on disk when this returns.

    What lies behind ``at``, of a write that nobody acknowledged, is cut off. Raises OSError
    (full), BlockingIOError while another piece of it is being written.
    """
    descriptor = os.open(path_of(key), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        file.truncate(at)
        file.seek(at)
        file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def untouched(*, seconds: float) -> Iterator[str]:
    """Yield the keys that no piece was written of for so long."""
    for path in path_of("x").parent.iterdir():
        if time.time() - path.stat().st_mtime > seconds:
            yield path.name


def forget(key: str) -> None:
    path_of(key).unlink(missing_ok=True)
