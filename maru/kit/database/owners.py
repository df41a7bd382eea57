"""Who holds a lease: a name for each process, and how to tell that the process is gone."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings


def owner_name() -> str:
    """Return this process's name: while the process lives, a file of that name is locked."""
    return _hold(os.getpid())[0]


@cache
def _hold(pid: int) -> tuple[str, int]:
    # By pid: a forked child is another owner. The kernel lets go of the lock
    # when the process ends, however it ends, and no pid is ever mistaken.
    name = secrets.token_hex(8)
    unlocked = _folder() / f".{name}"
    descriptor = os.open(unlocked, os.O_CREAT | os.O_EXCL)  # never closed but by the kernel
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    unlocked.rename(_folder() / name)
    return name, descriptor


def dead_owners() -> Iterator[str]:
    """Yield the names of processes of this MARU_HOME that have ended; each once it is asked after.

    The next ``yield`` forgets the name: release its leases before.
    """
    for path in _folder().glob("[!.]*"):
        try:
            file = path.open("rb")
        except FileNotFoundError:
            continue
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield path.name
            path.unlink(missing_ok=True)


def _folder() -> Path:
    folder: Path = settings.HOME / "owners"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
