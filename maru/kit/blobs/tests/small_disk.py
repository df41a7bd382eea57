"""A full disk without a disk: a file system of 2 MB in memory, which no other process sees."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

# Only a namespace of its own may be mounted in without root. It is seen from here through
# /proc, and it goes when ``cat`` does: with the test, however that ends.
MOUNT = 'mount -t tmpfs -o size=2m tmpfs "$0" && echo mounted && exec cat'


@contextmanager
def small_disk() -> Iterator[tuple[Path, Callable[[], None]]]:
    """Give a folder where 1 MB fits, and how to make room for one more."""
    with tempfile.TemporaryDirectory(prefix="maru-small-") as point, _namespace(point) as process:
        if process is None:
            raise RuntimeError(obstacle())
        folder = Path(f"/proc/{process.pid}/root{point}")
        (folder / "filler").write_bytes(b"x" * 1_000_000)
        yield folder, (folder / "filler").unlink


@cache
def obstacle() -> str:
    """Return why there can be no small disk here, "" when there can."""
    if not shutil.which("unshare"):
        return "A full disk needs Linux."
    with tempfile.TemporaryDirectory(prefix="maru-small-") as point, _namespace(point) as process:
        return "" if process else "A full disk needs root or user namespaces."


@contextmanager
def _namespace(point: str) -> Iterator[subprocess.Popen[bytes] | None]:
    """Give the process that holds the mount; None where none may be made."""
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    command = ["unshare", *user, "--mount", "sh", "-c", MOUNT, point]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **pipes) as process:
        yield process if process.stdout.readline() else None
        process.kill()
