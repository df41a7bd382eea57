"""The folder in which the processes of one MARU_HOME count together. Imports no prometheus_client:
that decides at its import whether to use the folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
PID = re.compile(r"_(\d+)\.db$")


def share(home: Path) -> None:
    """Have this process count into ``home/metrics``; empties it when nobody alive counts there."""
    folder = home / "metrics"
    folder.mkdir(parents=True, exist_ok=True)
    files = list(folder.glob("*.db"))
    if not any(_is_alive(path) for path in files):
        for path in files:
            path.unlink(missing_ok=True)
    os.environ[VARIABLE] = str(folder)


def forget_dead_gauges(folder: Path) -> None:
    """Remove what a process that has ended says of itself; what it has counted stays."""
    for path in folder.glob("gauge_live*.db"):
        if not _is_alive(path):
            path.unlink(missing_ok=True)


def _is_alive(path: Path) -> bool:
    found = PID.search(path.name)
    try:
        os.kill(int(found[1]) if found else 0, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
