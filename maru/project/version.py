from __future__ import annotations

import contextlib
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path

from django.conf import settings

from maru.project.environment import REPOSITORY


@cache
def version() -> str:
    """Return which Maru this is; in a checkout with the commit: "0.1.0 (4da9aa4)"."""
    number = metadata.version("maru")
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],
            cwd=REPOSITORY, capture_output=True, text=True, check=True, timeout=5,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return number  # a container, an archive
    return f"{number} ({done.stdout.strip()})"


def remember() -> None:
    """Note in MARU_HOME that this version runs here."""
    if last() != version():
        with contextlib.suppress(OSError):  # a full disk hinders nobody from starting
            _note().write_text(version(), encoding="utf-8")


def last() -> str:
    """Return the version that ran here last; "" where none is known."""
    try:
        return _note().read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _note() -> Path:
    return Path(settings.HOME) / "version"
