"""Starts the processes of ``maru serve`` and starts again whichever dies."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from maru.project.health import pages_answer
from maru.project.processes.leash import LEASH

log = logging.getLogger(__name__)

GRACE = 15.0  # seconds a process has to finish what it does
ASKED_TO_END = (0, -signal.SIGTERM)  # by an upgrade, for one
YOUNG = 5.0  # seconds; who dies younger fails at its start, and trying faster will not help


@dataclass
class Child:
    """One process: ``maru NAME``, started again when it dies; the oftener, the later."""

    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    start_at: float = 0.0
    started: float = field(default=0.0)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "maru", *self.arguments],
            stdin=subprocess.PIPE,  # never written: it closes when we die, see leash
            env={**os.environ, LEASH: "1"},
        )
        self.started = time.monotonic()

    def look_after(self) -> None:
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.deaths = 0 if now - self.started > YOUNG else self.deaths + 1
        self.process, self.start_at = None, now + min(30.0, 0.2 * 2**self.deaths)
        level = logging.WARNING if code in ASKED_TO_END else logging.ERROR
        log.log(level, "maru %s ended with %s; starting it again", self.arguments[0], code)


def supervise(commands: list[list[str]], *, once_up: Callable[[], None]) -> None:
    """Run the commands until SIGTERM or SIGINT, then end them gently. Blocks.

    ``once_up`` is called one time, when the port of the pages answers.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    children, is_up = [Child(arguments) for arguments in commands], False
    try:
        while not stop.is_set():
            for child in children:
                child.look_after()
            if not is_up and (is_up := pages_answer()):
                once_up()
            stop.wait(0.2)
    finally:
        running = [c.process for c in children if c.process]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
