"""Processes with a clock of their own, which may be set while they run (libfaketime)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bench.databases import Unavailable

PLACES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/local/lib/faketime/libfaketimeMT.so.1")
TRUE_SLEEP = Path(__file__).parent / "true_sleep"
SEEN_AFTER = 2.1  # seconds until every process has seen a clock that was set


class Clock:
    """``environment`` makes a process see it; durations stay true, as on a real machine."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.set(timedelta(0))
        self.environment = {
            "LD_PRELOAD": library(),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            # Seconds, rounded up. Without, each look at a clock reads the file under one lock.
            "FAKETIME_CACHE_DURATION": "1",
            # With it a thread that waits for the interpreter does not wait but spins: five times
            # the processor for the same work.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
            "PYTHONPATH": str(TRUE_SLEEP),
        }

    def set(self, ahead: timedelta) -> None:
        """Let it be ``ahead`` of the true time; behind when negative."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{ahead.total_seconds():+.0f}\n")
        new.rename(self._file)


def library() -> str:
    """Return the path of libfaketime. Raises Unavailable without it."""
    for place in PLACES:
        for path in sorted(Path("/").glob(place[1:])):
            return str(path)
    raise Unavailable("Setting clocks needs libfaketime (apt install libfaketime).")
