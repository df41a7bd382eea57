"""Runs the programs that set Maru up: quiet while they work, their last lines when they fail."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tools.language import say
from tools.stamps import REPOSITORY

LOG = REPOSITORY / "build" / "setup.log"


def environment() -> dict[str, str]:
    """Return the environment for uv, pip and npm.

    Their caches move into build/ when the home folder cannot be written
    (a service account); every setting the user has made stays.
    """
    env = dict(os.environ)
    env.pop("VIRTUAL_ENV", None)  # somebody else's; ours is always .venv
    home = Path(env.get("HOME") or "/nonexistent")
    if not (home.is_dir() and os.access(home, os.W_OK)):
        cache = REPOSITORY / "build" / "cache"
        env.setdefault("UV_CACHE_DIR", str(cache / "uv"))
        env.setdefault("PIP_CACHE_DIR", str(cache / "pip"))
        env.setdefault("npm_config_cache", str(cache / "npm"))
        home = cache / "home"
        home.mkdir(parents=True, exist_ok=True)
        env["HOME"] = str(home)
    return env


def run(*command: str | Path, env: Mapping[str, str] | None = None) -> None:
    """Run a command in the repository; end the program with its last lines if it fails."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("wb") as log:
        done = subprocess.run(
            command,
            cwd=REPOSITORY,
            env=env or environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode == 0:
        return
    lines = LOG.read_text(encoding="utf-8", errors="replace").splitlines()
    sys.stderr.write("\n".join(lines[-25:]) + "\n")
    name = " ".join(str(part) for part in command[:3])
    say(f"준비하지 못했습니다: {name} (기록: {LOG})", f"Set-up failed: {name} (log: {LOG})")
    raise SystemExit(1)
