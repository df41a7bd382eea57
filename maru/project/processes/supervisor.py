"""Starts the processes of ``maru serve`` and starts again whichever dies.

It loads no Django: beside what it looks after it would hold 200 MB to wait.
"""

from __future__ import annotations

import json
import logging
import logging.config
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import NoReturn

from maru.kit.logs.configuration import logging_to_stderr
from maru.project.environment import Environment
from maru.project.processes.leash import LEASH
from maru.project.processes.ports import answers

log = logging.getLogger(__name__)

PLAN = "PLAN_OF_MARU"  # in the environment: the pipe that holds what is to be supervised

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

    def _try_to_start(self, now: float) -> None:
        """Without memory for one more process the others are to go on."""
        try:
            self.start()
        except OSError as error:
            self._try_later(now, self.deaths + 1)
            log.error("maru %s could not be started: %s", self.arguments[0], error)

    def _try_later(self, now: float, deaths: int) -> None:
        self.process, self.deaths = None, deaths
        self.start_at = now + min(30.0, 0.2 * 2 ** min(deaths, 10))

    def look_after(self) -> None:
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self._try_to_start(now)
            return
        code = self.process.poll()
        if code is None:
            return
        self._try_later(now, 0 if now - self.started > YOUNG else self.deaths + 1)
        level = logging.WARNING if code in ASKED_TO_END else logging.ERROR
        log.log(level, "maru %s ended with %s; starting it again", self.arguments[0], code)


def become_supervisor(commands: list[list[str]], told: str) -> NoReturn:
    """Turn this process, which has prepared all, into one that only supervises ``commands``; it
    keeps its number and its command line. ``told`` is printed when the pages answer."""
    out, into = os.pipe()
    # By a pipe: a link to sign in with may be told, and everybody may list a command line.
    os.write(into, json.dumps([commands, told]).encode())
    os.close(into)
    os.set_inheritable(out, True)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(sys.executable, sys.orig_argv, {**os.environ, PLAN: str(out)})  # noqa: S606


def supervise_as_planned() -> bool:
    """Supervise if that is all this process is to do, and return True when told to stop."""
    if not (pipe := os.environ.pop(PLAN, "")):
        return False
    with open(int(pipe), "rb") as plan:
        commands, told = json.load(plan)
    environment = Environment()
    logging.config.dictConfig(
        logging_to_stderr(form=environment["MARU_LOG_FORMAT"], level=environment["MARU_LOG_LEVEL"])
    )
    _supervise(commands, told, environment)
    return True


def _supervise(commands: list[list[str]], told: str, environment: Environment) -> None:
    """Run the commands until SIGTERM or SIGINT, then end them gently. Blocks."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    children, place = [Child(each) for each in commands], environment["MARU_BIND"]
    port = environment.number("MARU_PORT")
    try:
        while not stop.is_set():
            for child in children:
                child.look_after()
            if told and answers(place, port):
                sys.stdout.write(f"{told}\n")
                sys.stdout.flush()
                told = ""
            stop.wait(0.2)
    finally:
        _end([child.process for child in children if child.process])


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        process.terminate()
    deadline = time.monotonic() + GRACE
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
