"""A supervised process ends with its supervisor, even when that one is killed with -9."""

from __future__ import annotations

import os
import signal
import threading

LEASH = "MARU_LEASH"


def hold_on() -> None:
    """End this process, gently, when the supervisor's end of its standard input closes.

    Does nothing in a process that was started by hand. Otherwise two workers of
    a dead and a new supervisor would share the ports and the disk.
    """
    if os.environ.pop(LEASH, None):
        threading.Thread(target=_wait_for_the_end, name="leash", daemon=True).start()


def _wait_for_the_end() -> None:
    # The bare descriptor: a thread inside sys.stdin would hold its lock at the end.
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
