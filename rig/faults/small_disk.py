"""A disk that can be filled to the last byte and freed: ext4 in a file, on a loop device."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.databases import Unavailable
from rig.power.machine import PATH, call

NEEDED = ("losetup", "mkfs.ext4", "mount", "umount")
ENOUGH = 64 * 1024


class SmallDisk:
    """``folder`` is its root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Take all the room there is; called again, also what somebody has freed meanwhile."""
        with self._ballast.open("ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                block = b"\1" * size
                with suppress(OSError):
                    while file.write(block) == size:
                        pass
            with suppress(OSError):
                os.fsync(file.fileno())

    def is_full(self) -> bool:
        """Return whether a small file cannot be written."""
        probe = self.folder / "probe"
        try:
            probe.write_bytes(b"\1" * ENOUGH)
            with probe.open("rb") as file:
                os.fsync(file.fileno())
        except OSError as error:
            return error.errno == errno.ENOSPC
        finally:
            probe.unlink(missing_ok=True)
        return False

    def free(self) -> None:
        self._ballast.unlink(missing_ok=True)


def obstacle() -> str:
    """Return why no disk can be filled here, "" when it can."""
    missing = [name for name in NEEDED if not shutil.which(name, path=PATH)]
    missing += [] if os.geteuid() == 0 else ["root"]
    missing += [] if Path("/dev/loop-control").exists() else ["/dev/loop-control"]
    return f"A full disk needs {', '.join(missing)}." if missing else ""


@contextmanager
def small_disk(megabytes: int) -> Iterator[SmallDisk]:
    """Give a mounted disk of that size. Raises Unavailable where none can be made."""
    if why := obstacle():
        raise Unavailable(why)
    room = Path(tempfile.mkdtemp(prefix="maru-disk-", dir="/var/tmp"))
    image, mounted = room / "image", room / "mounted"
    mounted.mkdir()
    room.chmod(0o755)
    try:
        with image.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, megabytes << 20)
        call("mkfs.ext4", "-q", "-m", "0", str(image))
        call("mount", "-o", "loop,noatime", str(image), str(mounted))
        try:
            mounted.chmod(0o1777)
            yield SmallDisk(mounted)
        finally:
            call("umount", "-l", str(mounted))
    finally:
        shutil.rmtree(room, ignore_errors=True)
