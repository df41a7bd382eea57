"""memory_idle with a full index: all processes of `maru serve` after a search."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import quote

from bench.finding.words import KOREAN
from bench.idle import family, pss
from bench.machine import REPOSITORY
from bench.product import Installation, stop
from bench.rows import Row

READER = "lead0@daon.example"


LEARNING = "maru.support.understanding.child"
LONGEST = 1_800  # seconds that a lesson is waited for


def memory_at_rest(maru: Installation, database: str, *, quick: bool) -> Row:
    """Return the PSS in MB after some searches and a minute (quick: 15 s) of rest.

    A company that is new has much to learn from: that is no rest, and is told beside it.
    """
    token = _token(maru)
    server = maru.start("serve")
    try:
        maru.wait_until_healthy()
        found = sum(_found(maru, token, words) for words in KOREAN[:4])
        time.sleep(15 if quick else 60)
        learning = _once_it_has_learnt(server.pid)
        held = {pid: pss(pid) for pid in family(server.pid)}
    finally:
        stop(server)
    return Row(
        "memory_idle", round(sum(held.values()), 1), "MB", target="<= 600", database=database,
        note=f"{len(held)} processes, after searches that found {found}; {learning:.0f} MB together"
        " at most while it learnt",
    )  # fmt: skip


def _once_it_has_learnt(server: int) -> float:
    """Wait while a lesson is learnt; return the most that all held together meanwhile, in MB."""
    most, began = 0.0, time.monotonic()
    while time.monotonic() - began < LONGEST:
        living = family(server)
        if not any(_is_learning(pid) for pid in living):
            break
        most = max(most, sum(pss(pid) for pid in living))
        time.sleep(1)
    return most


def _is_learning(pid: int) -> bool:
    try:
        return LEARNING.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False  # it has just ended


def _token(maru: Installation) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "maru", "token", READER, "--scope", "tickets:read"],
        cwd=REPOSITORY, env=maru.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()[-1]


def _found(maru: Installation, token: str, words: str) -> int:
    url = f"http://127.0.0.1:{maru.port}/api/v1/search?q={quote(words)}"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return len(json.load(answer)["items"])
