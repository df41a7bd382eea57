"""memory_idle with a full index: all processes of `maru serve` after a search."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from urllib.parse import quote

from bench.finding.words import KOREAN
from bench.idle import family, pss
from bench.machine import REPOSITORY
from bench.product import Installation, stop
from bench.rows import Row

READER = "lead0@daon.example"


def memory_at_rest(maru: Installation, database: str, *, quick: bool) -> Row:
    """Return the PSS in MB after some searches and a minute (quick: 15 s) of rest."""
    token = _token(maru)
    server = maru.start("serve")
    try:
        maru.wait_until_healthy()
        found = sum(_found(maru, token, words) for words in KOREAN[:4])
        time.sleep(15 if quick else 60)
        held = {pid: pss(pid) for pid in family(server.pid)}
    finally:
        stop(server)
    return Row(
        "memory_idle", round(sum(held.values()), 1), "MB", target="<= 600", database=database,
        note=f"{len(held)} processes, after searches that found {found}",
    )  # fmt: skip


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
