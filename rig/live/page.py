"""An open page with its line: what it heard, in which order, and how often it came back."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.broadcasting.line import Line, Place, connect

SHORTEST, LONGEST = 0.5, 30.0  # seconds before coming back, as assets/ts/live.ts does it
VERB = "rig."  # before the number of a change


@dataclass
class Judged:
    """How many pairs of a page and a change."""

    missed: int = 0
    doubled: int = 0  # on one line
    disordered: int = 0  # on one line: behind a later one
    anew: int = 0  # told only by the word to read everything
    again: int = 0  # on another line: the last moment before it broke


class Page:
    def __init__(self, port: int, cookie: str, number: int) -> None:
        self._port, self._cookie = port, cookie
        self._dice = random.Random(number)
        self._after: int | None = None
        self._failures = 0
        self._lines: list[list[int]] = []  # the numbers of changes that each line told
        self._anew: list[float] = []
        self._line: Line | None = None
        self.is_greeted = False
        self.comebacks = 0

    async def live(self) -> None:
        """Listen until cancelled, and come back whenever the line breaks."""
        await asyncio.sleep(self._dice.uniform(0, 3))
        while True:
            self._lines.append([])
            try:
                self._line = await connect(self._place(), self._hear)
                await self._line.lost.wait()
            except OSError:
                pass
            self.is_greeted = False
            self.comebacks += 1
            pause = min(LONGEST, SHORTEST * 2**self._failures)
            self._failures += 1
            await asyncio.sleep(pause * self._dice.uniform(0.5, 1.5))

    def cut(self) -> None:
        if self._line:
            self._line.cut()

    def judged(self, written: Sequence[float]) -> Judged:
        """Judge what was heard of the changes whose times (of the clock) are ``written``."""
        found = Judged()
        before: set[int] = set()
        for line in self._lines:
            here: set[int] = set()
            last = -1
            for number in line:
                found.doubled += number in here
                found.disordered += number < last and number not in here
                found.again += number in before
                here.add(number)
                last = max(last, number)
            before |= here
        read = max(self._anew, default=0.0)
        for number, at in enumerate(written):
            if number not in before:
                found.anew += read >= at
                found.missed += read < at
        return found

    def _place(self) -> Place:
        path = "/live" if self._after is None else f"/live?after={self._after}"
        return Place("127.0.0.1", self._port, path, self._cookie)

    def _hear(self, said: bytes, _at: float) -> None:
        news = json.loads(said)
        verb = news["verb"]
        if verb == "silence":
            return
        if verb == "everything":
            self._after = news["after"]
            self._anew.append(time.time())
        else:
            self._after = max(self._after or 0, news["after"])
        if verb in ("hello", "everything"):
            self.is_greeted, self._failures = True, 0
        elif verb.startswith(VERB):
            self._lines[-1].append(int(verb.removeprefix(VERB)))
