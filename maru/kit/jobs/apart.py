"""Long work in a process of its own: it takes nothing from the mail and pages of the worker, and
ends with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable

import django
from django.db import connection

from maru.kit.logs.circumstances import this_is

RENEW = 30.0  # seconds
QUIET = 10  # niceness: mail and pages come first


def run_apart(module: str, *arguments: object, renew: Callable[[], object]) -> None:
    """Run ``python -m MODULE ARGUMENTS`` and wait for its end, however it comes.

    ``renew`` is called every 30 seconds, for the lease of what it carries out.
    """
    command = [sys.executable, "-m", module, *map(str, arguments)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env={**os.environ}) as process:
        while True:
            connection.close()  # waiting needs none
            try:
                process.wait(RENEW)
                return
            except subprocess.TimeoutExpired:
                renew()


def begin_apart(part: str) -> None:
    """In that process, before all else: set Django up, as ``part`` in the log."""
    os.nice(QUIET)
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    this_is(part)
    django.setup()


def _end_with_the_worker() -> None:
    # Its end, however it dies, closes our standard input.
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)
