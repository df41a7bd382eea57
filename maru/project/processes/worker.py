from __future__ import annotations

import signal
import threading

from maru.kit.jobs import sweep
from maru.kit.jobs.consumer import work
from maru.kit.metrics import pulse
from maru.project.health import beat
from maru.project.processes.leash import hold_on


@sweep("worker.beat", every=5)
def show_life() -> int:
    beat("worker")
    return 0


def work_until_stopped() -> None:
    """Answer bells and sweep until SIGTERM or SIGINT. Blocks."""
    hold_on()
    pulse.start("worker")
    show_life()  # before the alarms are looked at
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work(stop)
