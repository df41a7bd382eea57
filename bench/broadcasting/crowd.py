"""Runs beside a server: opens many sockets, and says when each of them heard a change.

A process of its own, so that its work is not the server's. On standard input the first line says
where (JSON); then every line waits for one change. On standard output, a line of JSON each: how
many are open; the moments of the monotonic clock at which it was heard.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bench.broadcasting.line import Line, Place, connect
from bench.databases import Unavailable
from bench.machine import REPOSITORY

AT_ONCE = 50  # that open together
PATIENCE = 60.0  # seconds for all to open, or to hear
NO_CHANGE = (b'"hello"', b'"silence"')


class Crowd:
    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._greeted = 0
        self._times: list[float] = []
        self._wanted = asyncio.Event()

    async def open(self, places: Sequence[Place]) -> int:
        """Return how many were greeted in time."""
        for start in range(0, len(places), AT_ONCE):
            some = places[start : start + AT_ONCE]
            self._lines += await asyncio.gather(*(connect(place, self._hear) for place in some))
        await self._until(lambda: self._greeted >= len(places))
        return self._greeted

    async def hear(self) -> list[float]:
        """Return when each heard the next change; fewer where some did not in time."""
        await self._until(lambda: len(self._times) >= len(self._lines))
        times, self._times = self._times, []
        return times

    def _hear(self, said: bytes, at: float) -> None:
        if any(word in said for word in NO_CHANGE):
            self._greeted += b'"hello"' in said
        else:
            self._times.append(at)

    @staticmethod
    async def _until(is_so: object) -> None:
        assert callable(is_so)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while not is_so():
                    await asyncio.sleep(0.02)


async def gather() -> None:
    told = json.loads(await _line())
    crowd = Crowd()
    cookies = told["cookies"]
    places = [
        Place("127.0.0.1", told["port"], told["path"], cookies[number % len(cookies)])
        for number in range(told["sockets"])
    ]
    _say(await crowd.open(places))
    while await _line():
        _say(await crowd.hear())


async def _line() -> str:
    return await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


def _say(what: object) -> None:
    print(json.dumps(what), flush=True)


class Listeners:
    """The crowd, from the side of who measures."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def expect(self) -> None:
        """Have them wait for the next change."""
        self._tell("next")

    def heard(self) -> list[float]:
        return list(self._answer())

    def _tell(self, text: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(text + "\n")
        self._process.stdin.flush()

    def _answer(self) -> list[float]:
        assert self._process.stdout
        answer: list[float] = json.loads(self._process.stdout.readline() or "[]")
        return answer


@contextmanager
def listening(port: int, path: str, sockets: int, cookies: Sequence[str]) -> Iterator[Listeners]:
    """Give so many listeners, all of whom have been greeted. Raises Unavailable."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.broadcasting.crowd"],
        cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    try:
        told = {"port": port, "path": path, "sockets": sockets, "cookies": list(cookies)}
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
        is_open = int(process.stdout.readline() or 0)
        if is_open < sockets:
            raise Unavailable(f"only {is_open:,} of {sockets:,} sockets opened")
        yield Listeners(process)
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    asyncio.run(gather())
