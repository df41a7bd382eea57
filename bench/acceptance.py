"""accept_16_senders: mails a second that hear 250, beside a bare listener that commits each."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.databases import Unavailable
from bench.machine import REPOSITORY
from bench.product import Installation, installation, stop
from bench.progress import say
from bench.rows import Row
from bench.sending import Connection
from tools.ports import free_port


def accept_16_senders(database: str, *, quick: bool) -> list[Row]:
    """Measure in turns, Maru and bare, so that a busy minute of the machine hits both."""
    rounds, count = (3, 1_000) if quick else (5, 4_000)
    maru_rates, bare_rates = [], []
    with installation(database, purpose="accept") as maru:
        place = maru.database.url or str(maru.home / "bare.sqlite3")
        with listener(maru) as port, bare_listener(database, place) as bare_port:
            load(port, 200, seed=90)  # both warm
            load(bare_port, 200, seed=90)
            for number in range(rounds):
                maru_rates.append(load(port, count, seed=100 + number))
                bare_rates.append(load(bare_port, count, seed=100 + number))
                say(f"accept {database}: {maru_rates[-1]:.0f} beside {bare_rates[-1]:.0f} mails/s")
    ratio = median(ours / theirs for ours, theirs in zip(maru_rates, bare_rates, strict=True))
    return [Row(
        "accept_16_senders", median(maru_rates), "mails/s",
        beside={"bare": median(bare_rates)}, ratio=ratio, target=">= 0.5", database=database,
    )]  # fmt: skip


def load(port: int, count: int, *, seed: int) -> float:
    """Send ``count`` new mails from a process of their own; return mails a second."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", str(port), str(count), str(seed)],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Unavailable(f"The senders failed: {done.stderr[-500:]}")
    return float(done.stdout)


@contextmanager
def listener(maru: Installation) -> Iterator[int]:
    """Run `maru mail` alone: nobody opens what it accepts."""
    process = maru.start("mail")
    try:
        wait_for_port(maru.smtp_port)
        yield maru.smtp_port
    finally:
        stop(process)


@contextmanager
def bare_listener(database: str, place: str | Path) -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.bare", str(port), database, str(place)],
        cwd=REPOSITORY, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield port
    finally:
        stop(process)


def wait_for_port(port: int, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            Connection(port).close()
            return
        except OSError as error:
            if time.monotonic() > deadline:
                raise Unavailable(f"Nothing answers on port {port}: {error}") from error
            time.sleep(0.1)
