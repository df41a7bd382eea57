"""When each sweep last did its work: a file each in MARU_HOME, whichever process did it."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from maru.kit.jobs.sweeps import Sweep

SHORTEST = 240.0  # seconds; with the minute between two looks it is told within five

log = logging.getLogger(__name__)


def note(name: str) -> None:
    """Write down that the sweep ``name`` has just done its work. No fsync: it is no record."""
    try:
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(str(time.time()))
    except OSError:  # a full disk has an alarm of its own
        log.debug("The run of %s was not noted", name, exc_info=True)


def last_run(name: str) -> float | None:
    """Return when it last did its work (seconds since 1970); None when nobody knows."""
    try:
        return float((_folder() / name).read_text())
    except (OSError, ValueError):
        return None


def late(sweep: Sweep) -> bool:
    """Return whether the sweep should have done its work by now; False when it never began."""
    at = last_run(sweep.name)
    return at is not None and time.time() - at > sweep.may_take + max(SHORTEST, 3 * sweep.every)


def _folder() -> Path:
    folder: Path = settings.HOME / "sweeps"
    return folder
