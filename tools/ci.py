"""What `bin/ci` runs: the checks, two at once, then the tests. All run even when one fails."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from tools.packages import uv
from tools.stamps import REPOSITORY


@dataclass(frozen=True)
class Step:
    name: str
    command: str


PYTEST = "python -m pytest -q"
FLOORS = "maru/project/tests/test_floors.py"

CHECKS = (
    Step("types", "mypy maru tools bench rig conftest.py"),  # takes as long as all others
    Step("lock", "{uv} lock --check"),
    Step("lint", "ruff check ."),
    Step("format", "ruff format --check ."),
    Step("shell", "python -m tools.shell"),
    Step("settings", "python -m tools.settings"),
    Step("translations", "python -m tools.translations --check"),
    Step("imports", "lint-imports"),
    Step("foreign-keys", f"{PYTEST} {FLOORS}"),
    Step("migrations", "maru makemigrations --check --dry-run"),
)
TESTS = Step("tests", "python -m tools.suite")
STEPS = (*CHECKS, TESTS)
Result = tuple[bool, float]  # whether it passed, and its seconds


def check(step: Step) -> Result:
    """Run a step; what it says stands together, as others run meanwhile."""
    began = time.monotonic()
    done = ended(step, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(f"\n=== {step.name}\n{done.stdout}", end="", flush=True)
    return done.returncode == 0, time.monotonic() - began


def run(step: Step) -> Result:
    print(f"\n=== {step.name}", flush=True)
    began = time.monotonic()
    return ended(step).returncode == 0, time.monotonic() - began


def ended(step: Step, **how: Any) -> subprocess.CompletedProcess[str]:
    command = step.command.format(uv=uv()).split()
    return subprocess.run(command, cwd=REPOSITORY, env=environment(), check=False, **how)


def environment() -> dict[str, str]:
    """Return the environment of a step: our tools first, nothing of an operator's Maru."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("MARU_") or is_for_tests(k)}
    path = f"{REPOSITORY}/.venv/bin:{env['PATH']}"
    return {**env, "PATH": path, "MARU_HOME": str(REPOSITORY / "build" / "ci-home")}


def is_for_tests(name: str) -> bool:
    return name.startswith(("MARU_TEST_", "MARU_CI", "MARU_CORPORA"))


def main() -> int:
    names = [step.name for step in STEPS]
    if "--list" in sys.argv:
        print("\n".join(names))
        return 0
    chosen = sys.argv[1:] or names
    if unknown := set(chosen) - set(names):
        print(f"No such step: {' '.join(sorted(unknown))}. There are: {' '.join(names)}")
        return 2
    uv()  # installed before two steps at once could
    checks = [step for step in CHECKS if step.name in chosen]
    with ThreadPoolExecutor(2) as two:
        results = dict(zip((step.name for step in checks), two.map(check, checks), strict=True))
    if TESTS.name in chosen:
        results[TESTS.name] = run(TESTS)
    print("\n=== summary")
    for name, (passed, seconds) in results.items():
        print(f"{name:<14} {'ok' if passed else 'FAILED':<7} {seconds:7.1f} s")
    failed = [name for name, (passed, _) in results.items() if not passed]
    print(f"{'all' if not failed else ' '.join(failed)} {'ok' if not failed else 'failed'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
