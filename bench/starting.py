"""start_first and start_second: from `bin/run` in a fresh clone to an answer of /health."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench.databases import Unavailable, folder
from bench.machine import REPOSITORY
from bench.product import stop
from bench.rows import Row
from tools.ports import free_port


def starts() -> list[Row]:
    """Clone the commit, start it twice. The download caches of uv and npm are as they are."""
    with folder("start") as place:
        clone = place / "maru"
        git = subprocess.run(
            ["git", "clone", "-q", str(REPOSITORY), str(clone)], capture_output=True, check=False
        )
        if git.returncode:
            raise Unavailable(f"git clone failed: {git.stderr.decode(errors='replace')}")
        first = until_healthy(clone, place / "home", 600)
        second = until_healthy(clone, place / "home", 60)
    return [
        Row("start_first", first, "s", note="with the machine's download caches as they are"),
        Row("start_second", second, "s", target="< 5"),
    ]


def until_healthy(clone: Path, home: Path, patience: float) -> float:
    port = free_port()
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MARU_", "VIRTUAL_ENV"))}
    env |= {"MARU_HOME": str(home), "MARU_PORT": str(port), "MARU_SMTP_PORT": str(free_port())}
    with (clone.parent / "log").open("wb") as log:
        began = time.monotonic()
        process = subprocess.Popen(
            ["bin/run"], cwd=clone, env=env, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            while time.monotonic() - began < patience:
                if is_healthy(port):
                    return time.monotonic() - began
                if process.poll() is not None:
                    break
                time.sleep(0.05)
        finally:
            stop(process)
    words = (clone.parent / "log").read_text(errors="replace")[-300:]
    raise Unavailable(f"bin/run did not come up in {patience:.0f} s: {words}")


def is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as page:
            return bool(page.status == 200)
    except (OSError, urllib.error.HTTPError):
        return False
