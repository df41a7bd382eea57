"""Brings Django Channels and serves its group; runs on our side."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bench.databases import Unavailable
from bench.machine import REPOSITORY
from tools.packages import download_environment, uv

VERSION = "4.3.2"
HOME = REPOSITORY / "build" / "peers" / "channels"
REQUIREMENTS = [f"channels=={VERSION}", "django>=5.2,<5.3", "uvicorn", "websockets"]


def bring() -> Path:
    """Return the Python of the peer's environment, made from PyPI if it is missing."""
    python = HOME / "bin" / "python"
    mark = HOME / f"installed-{VERSION}"
    if not mark.exists():
        for command in (["venv", "-q", "--clear", str(HOME)],
                        ["pip", "install", "-q", "-p", str(python), *REQUIREMENTS]):  # fmt: skip
            done = subprocess.run([uv(), *command], env=download_environment(),
                                  capture_output=True, text=True, check=False)  # fmt: skip
            if done.returncode:
                raise Unavailable(f"Channels cannot be had: {done.stderr[-500:]}")
        mark.touch()
    return python


def serve(port: int) -> subprocess.Popen[bytes]:
    command = [str(bring()), "-m", "bench.peers.channels.serving", str(port)]
    return subprocess.Popen(command, cwd=REPOSITORY)
