"""The queue of those who want to write into one SQLite file, over all threads and processes."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from contextlib import suppress

GLANCE = 0.0005  # seconds between two looks of the one who is next


class TooLong(Exception):
    """Whoever writes did not end in time."""


class Turn:
    """One connection's place in the queue of the file at ``path``.

    SQLite itself has no queue: who waits looks again after ever longer pauses, up to 0.1 s, and
    under load it is mostly somebody else's turn then; one in a hundred waited for 15 s in vain.
    Here only who is next waits for the writer, at the file "-turn"; all others sleep at the file
    "-queue", where the kernel lets them in one after another. Both locks belong to open files, so
    that they hold between threads as between processes, and go with whoever dies. They keep
    nobody out of the database: that is SQLite's own lock, of who comes without a turn, too. So
    where they cannot be opened, as on a full disk, one goes without.
    """

    def __init__(self, path: str, longest: Callable[[], float]) -> None:
        self._path, self._longest = path, longest
        self._files: tuple[int, int] | None = None
        self.is_mine = False

    def take(self) -> None:
        """Wait for the turn; it is not ``is_mine`` where there are no files to wait at. Raises
        TooLong when the one before does not end in ``longest`` seconds. Some 3 µs where nobody
        writes."""
        try:
            turn, queue = self._opened()
        except OSError:
            return
        fcntl.flock(queue, fcntl.LOCK_EX)
        try:
            self._wait(turn)
            self.is_mine = True
        finally:
            fcntl.flock(queue, fcntl.LOCK_UN)

    def end(self) -> None:
        """Let the next one in; nothing where it was not this one's turn."""
        if self.is_mine and self._files:
            self.is_mine = False
            fcntl.flock(self._files[0], fcntl.LOCK_UN)

    def close(self) -> None:
        self.end()
        if self._files:
            for file in self._files:
                os.close(file)
            self._files = None

    def __del__(self) -> None:
        # Of a thread that ended without closing its connection; SQLite's own closes likewise.
        self.close()

    def _wait(self, turn: int) -> None:
        deadline = time.monotonic() + self._longest()
        while True:
            try:
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TooLong from None
                time.sleep(GLANCE)
            else:
                return

    def _opened(self) -> tuple[int, int]:
        if self._files is None:
            turn = _open(f"{self._path}-turn", self._path)
            try:
                queue = _open(f"{self._path}-queue", self._path)
            except OSError:
                os.close(turn)
                raise
            self._files = turn, queue
        return self._files


def _open(path: str, like: str) -> int:
    """Open, or make, a file that whoever may write ``like`` may open: as SQLite does with its own
    files beside it, root's are of its owner. Raises OSError."""
    owner, mode = None, 0o600
    with suppress(FileNotFoundError):
        owner = os.stat(like)
        mode = owner.st_mode & 0o666
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, mode)
    if owner and os.geteuid() == 0:
        with suppress(OSError):
            os.fchown(file, owner.st_uid, owner.st_gid)
    return file
