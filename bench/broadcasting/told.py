"""Changes told to listeners one after another: how long each of them waits, how many a second."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from bench.broadcasting.crowd import Listeners, listening
from bench.databases import Unavailable
from bench.finding.timing import Times, of
from bench.idle import family, pss
from bench.machine import REPOSITORY
from bench.product import Installation, stop
from tools.ports import free_port

WARMING = 3  # changes that are told first
BETWEEN = 0.4  # seconds from one change to the next: the one before is over


@dataclass
class Told:
    """What one server did. ``rates``: sockets a second, of each change; milliseconds of each
    socket; ``held``: kilobytes a socket, None where nobody looked."""

    rates: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    held: float | None = None

    @property
    def rate(self) -> float:
        return median(self.rates)

    @property
    def times(self) -> Times:
        return of(self.waits)


Change = Callable[[], float]  # tells it; returns the moment at which it began to be told


def tell(listeners: Listeners, change: Change, sockets: int, count: int) -> Told:
    """Tell ``count`` changes to all. Raises Unavailable when one is missed."""
    told = Told()
    for number in range(WARMING + count):
        time.sleep(BETWEEN)
        listeners.expect()
        began = change()
        times = listeners.heard()
        if len(times) != sockets:
            raise Unavailable(f"{len(times):,} of {sockets:,} sockets heard it")
        if number >= WARMING:
            told.rates.append(sockets / (max(times) - began))
            told.waits += [(at - began) * 1000 for at in times]
    return told


def by_maru(maru: Installation, cookies: Sequence[str], sockets: int, count: int) -> Told:
    """Have a running ``maru serve`` tell them. The change is another process's, as a worker's."""
    server = maru.start("serve")
    changing = subprocess.Popen(
        [sys.executable, "-m", "bench.broadcasting.changing"],
        cwd=REPOSITORY, env=maru.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        maru.wait_until_healthy()
        assert changing.stdin
        assert changing.stdout
        changing.stdout.readline()
        before = _held(server.pid)
        with listening(maru.port, "/live", sockets, cookies) as listeners:
            told = tell(listeners, lambda: _next(changing), sockets, count)
            told.held = (_held(server.pid) - before) / sockets * 1000
        return told
    finally:
        changing.kill()
        stop(server)


def by(serve: Callable[[int], subprocess.Popen[bytes]], sockets: int, count: int) -> Told:
    """Have a server tell them that has /live, and /change, which answers when it began."""
    port = free_port()
    server = serve(port)
    try:
        _until_it_answers(port)
        with listening(port, "/live", sockets, [""]) as listeners:
            return tell(listeners, lambda: _post(port), sockets, count)
    finally:
        stop(server)


def bare(port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.broadcasting.bare", str(port)]
    return subprocess.Popen(command, cwd=REPOSITORY)


def _next(changing: subprocess.Popen[str]) -> float:
    assert changing.stdin
    assert changing.stdout
    changing.stdin.write("\n")
    changing.stdin.flush()
    return float(changing.stdout.readline())


def _post(port: int) -> float:
    url = f"http://127.0.0.1:{port}/change"
    with urllib.request.urlopen(urllib.request.Request(url, b"", method="POST")) as answer:
        return float(answer.read())


def _until_it_answers(port: int, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            _post(port)
            return
        except OSError:
            time.sleep(0.1)
    raise Unavailable("the server beside it did not start")


def _held(pid: int) -> float:
    """Return the megabytes of all its processes."""
    return sum(pss(each) for each in family(pid))
