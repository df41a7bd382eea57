import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import close_old_connections

from maru.kit.jobs.lateness import note

Look = Callable[[], int]

GLANCE = 0.05  # seconds
LONG = 60.0  # seconds of one run, after which it is noted that work is being done

log = logging.getLogger(__name__)
_sweeps: dict[str, "Sweep"] = {}


@dataclass
class Sweep:
    """A search for due rows of one kind. ``look`` does a batch and returns how many it did."""

    name: str
    look: Look
    every: float  # seconds between two looks that nobody rang for
    may_take: float = 0.0  # seconds of one look that is no reason to worry
    gives_way: float = 0.0  # seconds that a batch waits while others of this process have work
    failed: bool = False  # the last look
    is_at_work: bool = False  # it had a batch, and looks for the next one
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
        noted = time.monotonic()
        close_old_connections()
        try:
            while batch := self._look_in_turn():
                done += batch
                self.is_at_work = True
                if time.monotonic() - noted > LONG:  # what never runs dry is not late for that
                    note(self.name)
                    noted = time.monotonic()
            self.failed = False
        except Exception:
            self.failed = True
            # The rows keep their state and lease; the next look takes them up.
            log.exception("Sweep %s failed", self.name)
        finally:
            self.is_at_work = False
            close_old_connections()
        return done

    def _look_in_turn(self) -> int:
        patience = time.monotonic() + self.gives_way
        while time.monotonic() < patience and _is_pressing():
            time.sleep(GLANCE)
        return self.look()

    def run_for_ever(self, stop: threading.Event) -> None:
        note(self.name)
        while not stop.is_set():
            started = time.monotonic()
            self.run()
            if not self.failed:
                note(self.name)
            stop.wait(max(0.0, self.every - (time.monotonic() - started)))


def _is_pressing() -> bool:
    return any(each.is_at_work for each in _sweeps.values() if not each.gives_way)


def sweep(
    name: str, *, every: float, may_take: float = 0.0, gives_way: float = 0.0
) -> Callable[[Look], Look]:
    """Register the decorated function as the sweep ``name``, looked at every ``every`` seconds.

    One that has not done its work for much longer is an alarm; ``may_take`` are the seconds
    that a single look may last. ``gives_way``: what takes much of the processor and can wait
    lets those go first that have work, for so many seconds a batch.
    """

    def register(look: Look) -> Look:
        _sweeps[name] = Sweep(name, look, every, may_take, gives_way)
        return look

    return register


def sweeps() -> Iterator[Sweep]:
    """Yield every registered sweep."""
    yield from list(_sweeps.values())


def run(name: str) -> int:
    """Run one sweep now. Raises KeyError for an unknown name."""
    return _sweeps[name].run()
