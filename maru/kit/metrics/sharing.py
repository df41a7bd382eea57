"""The folder in which the processes of one MARU_HOME count together. Imports no prometheus_client:
that decides at its import whether to use the folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
# The files that prometheus_client makes for our kinds of figures, and room for some 5,000 each.
KINDS = ("counter", "histogram", "gauge_livesum", "gauge_liveall")
ROOM = 1 << 20  # bytes
PID = re.compile(r"_(\d+)\.db$")


def share(home: Path) -> None:
    """Have this process count into ``home/metrics``; empties it when nobody alive counts there.

    On a full disk it counts for itself.
    """
    folder = home / "metrics"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = list(folder.glob("*.db"))
        if not any(_is_alive(path) for path in files):
            for path in files:
                path.unlink(missing_ok=True)
        for kind in KINDS:
            _take_room(folder / f"{kind}_{os.getpid()}.db")
    except OSError:
        os.environ.pop(VARIABLE, None)
    else:
        os.environ[VARIABLE] = str(folder)


def _take_room(path: Path) -> None:
    """Take all the room of a file before it is mapped. Raises OSError when there is none.

    prometheus_client maps files with holes, and whoever writes into a hole of a mapped file on
    a full disk is killed by SIGBUS (D9).
    """
    with path.open("ab") as file:
        os.posix_fallocate(file.fileno(), 0, ROOM)


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
