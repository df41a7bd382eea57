"""An installation with a made-up company in it."""

from __future__ import annotations

import re
import subprocess
import sys
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
        done = subprocess.run(
            [sys.executable, "-m", "maru", "seed", "--tickets", str(tickets)],
            cwd=REPOSITORY, env={**maru.environment, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise Unavailable(f"maru seed failed: {done.stderr[-500:]}")
        yield maru, _rate(done.stdout)


def _rate(printed: str) -> float:
    """Return the last number of what `maru seed` says: tickets a second."""
    return float(re.findall(r"[\d,]+", printed)[-1].replace(",", ""))
