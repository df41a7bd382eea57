"""memory_idle: what all processes of `maru serve` hold together while nothing happens."""

from __future__ import annotations

import os
import time
from pathlib import Path

from bench.product import installation, stop
from bench.rows import Row


def memory_idle(*, quick: bool) -> list[Row]:
    """Return the PSS in MB after a minute of rest (quick: 15 s); shared pages count once."""
    with installation("sqlite", purpose="idle") as maru:
        server = maru.start("serve")
        try:
            maru.wait_until_healthy()
            time.sleep(15 if quick else 60)
            held = {pid: pss(pid) for pid in family(server.pid)}
        finally:
            stop(server)
    return [Row(
        "memory_idle", round(sum(held.values()), 1), "MB", target="<= 600", database="sqlite",
        note=f"{len(held)} processes",
    )]  # fmt: skip


def family(pid: int) -> list[int]:
    """Return ``pid`` and everything below it."""
    found = [pid]
    for task in os.listdir(f"/proc/{pid}/task"):
        children = Path(f"/proc/{pid}/task/{task}/children").read_text().split()
        for child in children:
            found += family(int(child))
    return found


def pss(pid: int) -> float:
    """Return the proportional set size of a process in MB (1,000,000 bytes); 0 once it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    for line in lines:
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0
