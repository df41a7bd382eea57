"""A disk with a volatile cache: one file in memory, by FUSE, to be attached as a loop device.

Run as ``python -m rig.power.disk FOLDER BYTES``; the disk is FOLDER/disk. It hears one
command a line on stdin and answers with a line of JSON: ``freeze``, ``cut SEED``, ``restore``.
"""

from __future__ import annotations

import errno
import json
import mmap
import os
import random
import stat
import sys
import threading
import time
from typing import Any

os.environ.setdefault("FUSE_LIBRARY_NAME", "fuse3")
import mfusepy

NAME = "/disk"
SECTOR, PAGE = 512, 4096


class Cache:
    """What was flushed is kept; what was only written may be forgotten.

    As a disk's own cache: a flush makes all that was written before it durable.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._durable = mmap.mmap(-1, size)
        self._pending: dict[int, bytearray] = {}  # page -> what was written since the flush
        self._survivors: list[tuple[int, bytes]] = []
        self._lock = threading.Lock()
        self._runs = threading.Event()
        self._runs.set()
        self._is_off = False
        self.flushes = 0

    def read(self, size: int, offset: int) -> bytes:
        with self._lock:
            end = min(offset + size, self.size)
            found = bytearray(self._durable[offset:end])
            for page in range(offset // PAGE, -(-end // PAGE)):
                if page in self._pending:
                    begin, stop = max(page * PAGE, offset), min((page + 1) * PAGE, end)
                    piece = self._pending[page][begin - page * PAGE : stop - page * PAGE]
                    found[begin - offset : stop - offset] = piece
            return bytes(found)

    def write(self, data: bytes, offset: int) -> int:
        with self._lock:
            at, left = offset, memoryview(data)
            while left:
                page, within = divmod(at, PAGE)
                piece = left[: PAGE - within]
                if page not in self._pending:
                    self._pending[page] = bytearray(self._durable[page * PAGE : (page + 1) * PAGE])
                self._pending[page][within : within + len(piece)] = piece
                at, left = at + len(piece), left[len(piece) :]
        return len(data)

    def flush(self) -> None:
        """Make durable what was written. While the disk is frozen nobody hears that it is."""
        self._runs.wait()
        with self._lock:
            if self._is_off:
                return
            for page, data in self._pending.items():
                self._durable[page * PAGE : (page + 1) * PAGE] = bytes(data)
            self._pending.clear()
            self.flushes += 1

    def freeze(self) -> dict[str, Any]:
        """Let every flush wait from now on: no program learns any more that something is safe."""
        self._runs.clear()
        return {}

    def cut(self, seed: int) -> dict[str, Any]:
        """Choose what survives, then let all who wait go on, with writes that lead nowhere.

        One cut in three forgets all that was not flushed; one keeps random pages, one
        random sectors, in no order.
        """
        dice = random.Random(seed)
        with self._lock:
            self._is_off = True
            share = [0.0, dice.random(), dice.random()][seed % 3]
            unit = [PAGE, PAGE, SECTOR][seed % 3]
            for page, data in self._pending.items():
                # ext4 itself does not mount with half a superblock; that is no loss of ours.
                for begin in range(0, PAGE, unit if page else PAGE):
                    if dice.random() < share:
                        piece = bytes(data[begin : begin + (unit if page else PAGE)])
                        self._survivors.append((page * PAGE + begin, piece))
            keeps = ["nothing", "random pages", "random sectors"][seed % 3]
            answer = {"pending": len(self._pending), "keeps": keeps}
        self._runs.set()
        return answer

    def restore(self) -> dict[str, Any]:
        """Be what a disk would hold when the power comes back."""
        with self._lock:
            for begin, piece in self._survivors:
                self._durable[begin : begin + len(piece)] = piece
            self._survivors, self._is_off = [], False
            self._pending.clear()
            return {"flushes": self.flushes}


class Files(mfusepy.Operations):  # type: ignore[misc]
    """A folder with one file."""

    use_ns = True

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._now = time.time_ns()

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        times = dict.fromkeys(("st_atime", "st_mtime", "st_ctime"), self._now)
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o755, "st_nlink": 2, **times}
        if path != NAME:
            raise mfusepy.FuseOSError(errno.ENOENT)
        return {
            "st_mode": stat.S_IFREG | 0o600, "st_nlink": 1, "st_size": self._cache.size, **times,
        }  # fmt: skip

    def readdir(self, path: str, fh: int) -> list[str]:
        return [".", "..", NAME[1:]]

    def open(self, path: str, flags: int) -> int:
        return 1

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        return self._cache.read(size, offset)

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        return self._cache.write(data, offset)

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        self._cache.flush()
        return 0


def obey(cache: Cache) -> None:
    for line in sys.stdin:
        word, _, number = line.strip().partition(" ")
        if word == "cut":
            answer = cache.cut(int(number))
        else:
            answer = cache.freeze() if word == "freeze" else cache.restore()
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def main() -> None:
    cache = Cache(int(sys.argv[2]))
    threading.Thread(target=obey, args=(cache,), daemon=True).start()
    mfusepy.FUSE(Files(cache), sys.argv[1], foreground=True)


if __name__ == "__main__":
    main()
