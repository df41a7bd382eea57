import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import close_old_connections

from maru.kit.jobs.lateness import note

Look = Callable[[], int]

log = logging.getLogger(__name__)
_sweeps: dict[str, "Sweep"] = {}


@dataclass
class Sweep:
    """A search for due rows of one kind. ``look`` does a batch and returns how many it did."""

    name: str
    look: Look
    every: float  # seconds between two looks that nobody rang for
    may_take: float = 0.0  # seconds of one look that is no reason to worry
    failed: bool = False  # the last look
    _busy: threading.Lock = field(default_factory=threading.Lock)
    _again: threading.Event = field(default_factory=threading.Event)

    def run(self) -> int:
        """Look until a batch comes back empty; return how many rows were done.

        Only one run a process at a time: a bell that rings meanwhile makes the
        running one look once more, so a hundred bells cost one look.
        """
        self._again.set()
        done = 0
        while self._again.is_set():
            if not self._busy.acquire(blocking=False):
                return done
            try:
                self._again.clear()
                done += self._run_until_empty()
            finally:
                self._busy.release()
        return done

    def _run_until_empty(self) -> int:
        done = 0
        close_old_connections()
        try:
            while batch := self.look():
                done += batch
            self.failed = False
        except Exception:
            self.failed = True
            # The rows keep their state and lease; the next look takes them up.
            log.exception("Sweep %s failed", self.name)
        finally:
            close_old_connections()
        return done

    def run_for_ever(self, stop: threading.Event) -> None:
        note(self.name)
        while not stop.is_set():
            started = time.monotonic()
            self.run()
            if not self.failed:
                note(self.name)
            stop.wait(max(0.0, self.every - (time.monotonic() - started)))


def sweep(name: str, *, every: float, may_take: float = 0.0) -> Callable[[Look], Look]:
    """Register the decorated function as the sweep ``name``, looked at every ``every`` seconds.

    One that has not done its work for much longer is an alarm; ``may_take`` are the seconds
    that a single look may last.
    """

    def register(look: Look) -> Look:
        _sweeps[name] = Sweep(name, look, every, may_take)
        return look

    return register


def sweeps() -> Iterator[Sweep]:
    """Yield every registered sweep."""
    yield from list(_sweeps.values())


def run(name: str) -> int:
    """Run one sweep now. Raises KeyError for an unknown name."""
    return _sweeps[name].run()
