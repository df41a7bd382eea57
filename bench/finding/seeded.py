"""An installation with a made-up company in it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.databases import Unavailable
from bench.machine import REPOSITORY
from bench.product import Installation, installation
from bench.progress import say


@contextmanager
def seeded(database: str, tickets: int) -> Iterator[tuple[Installation, float]]:
    """Give a Maru with so many tickets, and how many were made a second."""
    with installation(database, purpose="find") as maru:
        say(f"find {database}: {tickets:,} tickets ...")
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "maru", "seed", "--tickets", str(tickets)],
            cwd=REPOSITORY, env=maru.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise Unavailable(f"maru seed failed: {done.stderr[-500:]}")
        yield maru, tickets / (time.monotonic() - began)
