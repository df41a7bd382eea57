"""What a process says of itself every few seconds: memory, and its connections to PostgreSQL."""

from __future__ import annotations

import os
import resource
import threading
import time

from django.db import connection
from prometheus_client import Gauge

EVERY = 10.0  # seconds

MEMORY = Gauge(
    "maru_process_resident_memory_bytes", "Memory of a process.", ["part"],
    multiprocess_mode="liveall",
)  # fmt: skip
POOL = Gauge(
    "maru_database_pool_connections", "Connections of a process's pool: open, idle, and how many "
    "threads wait for one.", ["part", "state"], multiprocess_mode="liveall",
)  # fmt: skip


def start(part: str) -> None:
    """Begin in a thread that ends with the process."""
    threading.Thread(target=_beat_for_ever, args=(part,), name="pulse", daemon=True).start()


def beat(part: str) -> None:
    MEMORY.labels(part).set(_resident_bytes())
    if connection.vendor != "postgresql" or not connection.settings_dict["OPTIONS"].get("pool"):
        return
    stats = connection.pool.get_stats()  # type: ignore[attr-defined]
    for state, name in (
        ("open", "pool_size"), ("idle", "pool_available"), ("waiting", "requests_waiting")
    ):  # fmt: skip
        POOL.labels(part, state).set(stats.get(name, 0))


def _beat_for_ever(part: str) -> None:
    while True:
        beat(part)
        time.sleep(EVERY)


def _resident_bytes() -> int:
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # no /proc: the most it ever had
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
