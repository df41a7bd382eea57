"""A supervised process ends with its supervisor, even when that one is killed with -9."""

from __future__ import annotations

import os
import signal
import sys
import threading

LEASH = "LEASHED_TO_MARU"


def hold_on() -> None:
    """End this process, gently, when the supervisor's end of its standard input closes.

    Does nothing in a process that was started by hand. Otherwise two workers of
    a dead and a new supervisor would share the ports and the disk.
    """
    if os.environ.pop(LEASH, None):
        threading.Thread(target=_wait_for_the_end, name="leash", daemon=True).start()


def _wait_for_the_end() -> None:
    # Not through sys.stdin: Python aborts when it ends while this thread holds its lock.
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
