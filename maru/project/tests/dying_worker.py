"""`python -m maru.project.tests.dying_worker DATABASE POINT...`: a worker for each point, killed
there with -9; "" is one that lives until nothing waits any more.

Each is a process of its own, forked from this one, which has loaded the code and opened
nothing. Prints for each how it ended, as JSON: -9 where it was killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from operator import attrgetter
from typing import Any

import django
from django.conf import settings

Step = Callable[..., Any]
# Seconds that one may live: a mail that a busy machine cannot read in time is tried minutes later.
LONGEST = 600


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(step: Step) -> Step:
    return die


def after(step: Step) -> Step:
    def dying(*given: Any, **named: Any) -> Any:
        step(*given, **named)
        die()

    return dying


def half_way(step: Step) -> Step:
    def dying(*given: Any, **named: Any) -> Iterator[Any]:
        yield next(iter(step(*given, **named)))
        die()

    return dying


JOINING = "maru.records.channels.joining"
POINTS = {
    "a piece is noted, not committed": ("maru.support.tickets.pieces", "PiecesAtHand.note", after),
    "claimed": (JOINING, "_each_once", before),
    "half of the bytes written": (JOINING, "joined", half_way),
    "bytes stored, no row": (JOINING, "_end", before),
    "marked as joined, not committed": (JOINING, "_end", after),
    "envelope written, not committed": (JOINING, "bell.ring", before),
    "committed": (JOINING, "ENVELOPES.labels", before),
    "the whole received, not committed": (
        "maru.support.tickets.receiving",
        "tell_received",
        before,
    ),
}

ANSWERING = {
    "an answer beside a ticket written, not committed": (
        "maru.support.sideconversations.answers",
        "SideAnswer.carry_out",
        after,
    ),
    "the same, before anything of it": (
        "maru.support.sideconversations.answers",
        "SideAnswer.carry_out",
        before,
    ),
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()
    sys.stdout.write(json.dumps([_lived(point) for point in sys.argv[2:]]))


def _lived(point: str) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        try:
            _work(point)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _work(point: str) -> None:
    from maru.kit.jobs import consumer

    if point:
        module, name, how = (POINTS | ANSWERING)[point]
        owner, _, last = name.rpartition(".")
        held = import_module(module)
        held = attrgetter(owner)(held) if owner else held
        setattr(held, last, how(getattr(held, last)))
    mine = [sweep for sweep in consumer.sweeps() if sweep.name.startswith("channels.")]
    for sweep in mine:
        sweep.every = 0.1
        if sweep.name == "channels.pieces":
            sweep.look = _once_all_is_opened(sweep.look)
    consumer.sweeps = lambda: iter(mine)
    stop = threading.Event()
    threading.Thread(target=_stop_when_done, args=(stop,), daemon=True).start()
    consumer.work(stop)
    os._exit(0)


def _once_all_is_opened(look: Callable[[], int]) -> Callable[[], int]:
    """Return ``look`` for when no mail waits.

    Else a worker that dies as it joins takes a whole that is being opened with it: six such
    deaths, and that one is set aside, as it should be.
    """
    from maru.records.channels.models import Envelope

    return lambda: 0 if Envelope.objects.filter(state="received").exists() else look()


def _stop_when_done(stop: threading.Event) -> None:
    from maru.records.channels.models import Envelope, PiecedMail

    deadline = time.monotonic() + LONGEST
    received = Envelope.objects.filter(state="received")
    # What is joined between the first look and the second is received by the third.
    waiting = [received, PiecedMail.objects.filter(state="ready"), received]
    while any(rows.exists() for rows in waiting) and time.monotonic() < deadline:
        time.sleep(0.1)
    stop.set()


if __name__ == "__main__":
    main()
