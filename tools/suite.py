"""Runs the suite: on SQLite, on PostgreSQL with Redis, in a browser.

What a machine cannot run is left out, and it says so and why.
Under MARU_CI nothing is left out: what is missing fails.
"""

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from tools.debian import chromium
from tools.servers import postgres, redis_for_tests
from tools.stamps import REPOSITORY

CI = os.environ.get("MARU_CI") == "1"
# Two workers at most: the tests hold their own while somebody else uses the machine.
# Who is done early takes over from the other: the longest tests come late in the order.
WORKERS = ["-n", str(min(2, os.cpu_count() or 1)), "--dist", "worksteal"]
SQLITE = {"MARU_TEST_DATABASE": "sqlite"}
NO_TESTS = 5  # pytest's exit code


def pytest(title: str, arguments: list[str], facts: dict[str, str]) -> bool:
    """Run pytest; return whether it passed. ``tools.isolation`` reads the facts."""
    print(f"\n== {title}", flush=True)
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", *arguments]
    env = {**os.environ, **facts}
    code = subprocess.run(command, cwd=REPOSITORY, env=env, check=False).returncode
    print(f"== {title}: {time.monotonic() - began:.0f} s", flush=True)
    if code == NO_TESTS:
        return left_out(title, "there is no such test")
    return code == 0


def left_out(title: str, reason: str) -> bool:
    print(f"\n== {title}: {'FAILED' if CI else 'left out'}, {reason}", flush=True)
    return not CI


def on_postgres() -> bool:
    with ExitStack() as servers:
        database = servers.enter_context(postgres())
        bell = servers.enter_context(redis_for_tests())
        missing = [name for name, url in {"PostgreSQL": database, "Redis": bell}.items() if not url]
        if not database or not bell:
            reason = f"no {' and no '.join(missing)} answers or is installed (bin/setup --servers)"
            return left_out("PostgreSQL and Redis", reason)
        facts = {"MARU_TEST_DATABASE": database, "MARU_TEST_REDIS": bell}
        return pytest("PostgreSQL and Redis", ["-q", *WORKERS, "-m", "not browser"], facts)


def in_browser() -> bool:
    program = chromium()
    if not program:
        return left_out("browser", "no Chromium is installed (bin/setup --browser)")
    if not Path(REPOSITORY / "e2e").is_dir():
        return left_out("browser", "e2e/ is empty")
    # One at a time: a page that waits for its turn looks like a page that hangs.
    return pytest("browser", ["-q", "-m", "browser", "e2e"], {**SQLITE, "MARU_CHROMIUM": program})


def main() -> int:
    if arguments := sys.argv[1:]:
        facts = {**SQLITE, "MARU_CHROMIUM": chromium() or ""}
        return 0 if pytest("SQLite", arguments, facts) else 1
    passed = [
        pytest("SQLite", ["-q", *WORKERS, "-m", "not browser"], SQLITE),
        on_postgres(),
        in_browser(),
    ]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
