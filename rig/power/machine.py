"""A file system on such a disk, whose power can be cut: FUSE below, a loop device, ext4 on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes.util import find_library
from pathlib import Path
from typing import Any

from bench.databases import Unavailable
from bench.machine import REPOSITORY

SIZE = 1 << 30  # bytes; memory is taken only where something is written
IN_FLIGHT = 0.1  # seconds that the kernel goes on writing
NEEDED = ("losetup", "mkfs.ext4", "mount", "umount")
PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


class Machine:
    """``folder`` lies on the disk while it is mounted."""

    def __init__(self, room: Path) -> None:
        self.folder, self._below = room / "mounted", room / "fuse"
        self.folder.mkdir()
        self._below.mkdir()
        self._device = ""
        self._disk = subprocess.Popen(
            [sys.executable, "-m", "rig.power.disk", str(self._below), str(SIZE)],
            cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def build(self) -> None:
        """Make the file system and mount it. Raises Unavailable where that is not allowed."""
        deadline = time.monotonic() + 10
        while not os.path.ismount(self._below):
            if self._disk.poll() is not None or time.monotonic() > deadline:
                words = self._disk.stderr.read() if self._disk.stderr and self._disk.poll() else ""
                raise Unavailable(f"FUSE could not be mounted: {words[-300:]}")
            time.sleep(0.05)
        self._attach()
        # discard would ask the loop device for what a file in memory cannot do.
        call("mkfs.ext4", "-q", "-E", "nodiscard", self._device)
        self._mount()

    def settle(self) -> None:
        """Make durable all that there is: what a machine that stands since yesterday holds."""
        call("sync", "--file-system", str(self.folder))

    def freeze(self) -> None:
        """Let nobody hear any more that something is safe, while the kernel writes on.

        So the disk's cache holds, when the power goes, what a busy machine had in flight.
        """
        self._tell("freeze")
        self._writing = subprocess.Popen(["sync", "--file-system", self.folder])
        time.sleep(IN_FLIGHT)

    def cut(self, seed: int) -> dict[str, Any]:
        """Decide what survives and let go who waits for the disk: they must be dying by now."""
        answer = self._tell(f"cut {seed}")
        self._writing.wait()
        return answer

    def restart(self) -> None:
        """Mount what survived; the programs that used it must be dead."""
        self._unmount()
        self._tell("restore")
        self._attach()
        self._mount()

    def close(self) -> None:
        if os.path.ismount(self.folder) or self._device:
            self._unmount()
        subprocess.run(["umount", "-l", self._below], check=False, capture_output=True)
        self._disk.kill()
        self._disk.communicate()

    def _tell(self, line: str) -> dict[str, Any]:
        assert self._disk.stdin
        assert self._disk.stdout
        self._disk.stdin.write(line + "\n")
        self._disk.stdin.flush()
        return dict(json.loads(self._disk.stdout.readline()))

    def _attach(self) -> None:
        self._device = call("losetup", "--find", "--show", str(self._below / "disk")).strip()

    def _mount(self) -> None:
        call("mount", "-t", "ext4", "-o", "noatime", self._device, str(self.folder))
        self.folder.chmod(0o755)

    def _unmount(self) -> None:
        deadline = time.monotonic() + 20
        while os.path.ismount(self.folder):
            try:
                call("umount", str(self.folder))
            except Unavailable:  # the last of them is still dying
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        if self._device:
            call("losetup", "--detach", self._device)
            self._device = ""


def obstacle() -> str:
    """Return why no power can be cut here, "" when it can be tried."""
    missing = [name for name in NEEDED if not shutil.which(name, path=PATH)]
    missing += [] if os.geteuid() == 0 else ["root"]
    missing += [f for f in ("/dev/fuse", "/dev/loop-control") if not Path(f).exists()]
    missing += [] if find_library("fuse3") else ["libfuse3 (apt install fuse3)"]
    return f"A power cut needs {', '.join(missing)}." if missing else ""


@contextmanager
def machine() -> Iterator[Machine]:
    """Give a machine whose power can be cut. Raises Unavailable where there can be none."""
    if why := obstacle():
        raise Unavailable(why)
    room = Path(tempfile.mkdtemp(prefix="maru-power-"))
    room.chmod(0o755)
    it = Machine(room)
    try:
        it.build()
        yield it
    finally:
        it.close()
        shutil.rmtree(room, ignore_errors=True)


def call(*command: str) -> str:
    """Run a program of the system. Raises Unavailable with its words when it fails."""
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PATH": PATH}
    )
    if done.returncode:
        raise Unavailable(f"{' '.join(command)}: {done.stderr.strip()[-300:]}")
    return done.stdout
