"""Analysing by a process beside this one: its threads go on meanwhile, on another core."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

COMMAND = ["-m", "maru.kit.text.analysis.child"]
LONGEST = 100.0  # seconds of one request; a million characters take three
_ROOT = Path(__file__).resolve().parents[4]


class NoAnswer(Exception):
    """The process beside died, or took too long; the next request starts another one."""


class Beside:
    """A process that analyses, started at the first request (a fifth of a second).

    Threads may share it; they wait for one another.
    """

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._child: subprocess.Popen[str] | None = None

    def analyse(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the terms of each text, as :func:`maru.kit.text.analysis.analyse` does.

        Raises NoAnswer.
        """
        with self._one_at_a_time:
            child = self._running()
            limit = threading.Timer(LONGEST, child.kill)
            limit.start()
            try:
                answer: list[list[str]] = json.loads(_ask(child, json.dumps(list(texts))))
            except (OSError, ValueError) as error:
                self._stop()
                raise NoAnswer from error
            except BaseException:
                self._stop()  # a late answer must not meet the next request
                raise
            finally:
                limit.cancel()
            return answer

    @property
    def pid(self) -> int | None:
        """Process beside, None before the first request."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        """End the process; whoever waits for its answer gets NoAnswer."""
        if child := self._child:
            child.kill()
        with self._one_at_a_time:
            self._stop()

    def _running(self) -> subprocess.Popen[str]:
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._child = subprocess.Popen(
                [sys.executable, *COMMAND],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="ascii",
                cwd="/",
                # Nothing of our environment: it holds passwords.
                env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            )
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()  # closes the pipes, and waits


def _ask(child: subprocess.Popen[str], request: str) -> str:
    assert child.stdin is not None  # noqa: S101 - pipes, by their making
    assert child.stdout is not None  # noqa: S101
    child.stdin.write(request + "\n")
    child.stdin.flush()
    return child.stdout.readline()
