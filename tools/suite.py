"""Runs the suite: on SQLite, on PostgreSQL with Redis, in a browser.

What a machine cannot run is left out, and it says so and why.
Under MARU_CI nothing is left out: what is missing fails.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from tools.debian import chromium
from tools.servers import postgres, redis_for_tests
from tools.stamps import REPOSITORY

CI = os.environ.get("MARU_CI") == "1"
# Two workers each: whichever of the three is the last to end has both processors of a small
# machine. Who is done early takes over from the other: the longest tests come late in the order.
IN_WORKERS = ["-q", "-n", "2", "--dist", "worksteal"]
NOT_IN_BROWSER = [*IN_WORKERS, "-m", "not browser"]
IN_BROWSER = [*IN_WORKERS, "-m", "browser", "e2e"]
SQLITE = {"MARU_TEST_DATABASE": "sqlite"}
NO_TESTS = 5  # pytest's exit code


def pytest(title: str, arguments: list[str], facts: dict[str, str], output: IO[str]) -> bool:
    """Run pytest; return whether it passed. ``tools.isolation`` reads the facts."""
    print(f"\n== {title}", file=output, flush=True)
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", *arguments]
    env = {**os.environ, **facts}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # else each worker compiles all tests by itself
    code = subprocess.run(command, cwd=REPOSITORY, env=env, stdout=output, check=False).returncode
    print(f"== {title}: {time.monotonic() - began:.0f} s", file=output, flush=True)
    if code == NO_TESTS:
        return left_out(title, "there is no such test", output)
    return code == 0


def left_out(title: str, reason: str, output: IO[str]) -> bool:
    print(f"\n== {title}: {'FAILED' if CI else 'left out'}, {reason}", file=output, flush=True)
    return not CI


def on_sqlite(output: IO[str]) -> bool:
    return pytest("SQLite", NOT_IN_BROWSER, SQLITE, output)


def on_postgres(output: IO[str]) -> bool:
    with ExitStack() as servers:
        database = servers.enter_context(postgres())
        bell = servers.enter_context(redis_for_tests())
        missing = [name for name, url in {"PostgreSQL": database, "Redis": bell}.items() if not url]
        if not database or not bell:
            reason = f"no {' and no '.join(missing)} answers or is installed (bin/setup --servers)"
            return left_out("PostgreSQL and Redis", reason, output)
        facts = {"MARU_TEST_DATABASE": database, "MARU_TEST_REDIS": bell}
        return pytest("PostgreSQL and Redis", NOT_IN_BROWSER, facts, output)


def in_browser(output: IO[str]) -> bool:
    program = chromium()
    if not program:
        return left_out("browser", "no Chromium is installed (bin/setup --browser)", output)
    if not Path(REPOSITORY / "e2e").is_dir():
        return left_out("browser", "e2e/ is empty", output)
    facts = {**SQLITE, "MARU_CHROMIUM": program}
    return pytest("browser", IN_BROWSER, facts, output)


def main() -> int:
    if arguments := sys.argv[1:]:
        facts = {**SQLITE, "MARU_CHROMIUM": chromium() or ""}
        return 0 if pytest("SQLite", arguments, facts, sys.stdout) else 1
    # They run beside one another; all but the first are heard once they are done.
    with ThreadPoolExecutor() as beside:
        others = [beside.submit(with_its_words, leg) for leg in (on_postgres, in_browser)]
        passed = [on_sqlite(sys.stdout)]
        for other in others:
            has_passed, words = other.result()
            print(words, flush=True)
            passed.append(has_passed)
    return 0 if all(passed) else 1


def with_its_words(leg: Callable[[IO[str]], bool]) -> tuple[bool, str]:
    with tempfile.TemporaryFile("w+") as output:
        passed = leg(output)
        output.seek(0)
        return passed, output.read()


if __name__ == "__main__":
    sys.exit(main())
