"""A file that comes piece by piece, over hours and broken lines, until it is a blob."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from maru.kit.blobs.store import store

REMEMBERED = 100  # files that come to this process at once


@dataclass
class Hashed:
    """The sha256 of a file as this process left it; of no use once somebody else wrote."""

    reached: int = 0  # bytes
    left_at: int = 0  # its time of change, in nanoseconds
    sha256: hashlib._Hash = field(default_factory=hashlib.sha256)

    def is_of(self, file: os.stat_result) -> bool:
        return (file.st_size, file.st_mtime_ns) == (self.reached, self.left_at)


_hashed: dict[str, Hashed] = {}


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
        known = Hashed() if at == 0 else _hashed.pop(key, None)
        goes_on = known is not None and (at == 0 or known.is_of(os.fstat(descriptor)))
        file.truncate(at)
        file.seek(at)
        file.write(piece)
        file.flush()
        os.fsync(file.fileno())
        if known is not None and goes_on and known.reached == at:
            known.sha256.update(piece)
            _remember(key, known, os.fstat(descriptor))


def _remember(key: str, hashed: Hashed, file: os.stat_result) -> None:
    hashed.reached, hashed.left_at = file.st_size, file.st_mtime_ns
    _hashed[key] = hashed
    while len(_hashed) > REMEMBERED:
        _hashed.pop(next(iter(_hashed)), None)


def sha256_of(key: str) -> str:
    """Return the sha256 of what is here, in hex, without reading it: "" unless this process
    wrote all of it. Answers once. Raises FileNotFoundError.
    """
    hashed = _hashed.pop(key, None)
    is_known = hashed is not None and hashed.is_of(path_of(key).stat())
    return hashed.sha256.hexdigest() if hashed is not None and is_known else ""


def untouched(*, seconds: float) -> Iterator[str]:
    """Yield the keys that no piece was written of for so long."""
    for path in path_of("x").parent.iterdir():
        if time.time() - path.stat().st_mtime > seconds:
            yield path.name


def forget(key: str) -> None:
    _hashed.pop(key, None)
    path_of(key).unlink(missing_ok=True)
