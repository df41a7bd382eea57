import threading

from huey.consumer import Consumer

from maru.kit.jobs.bell import look, queue
from maru.kit.jobs.sweeps import sweeps


class BellConsumer(Consumer):  # type: ignore[misc]
    """huey's consumer without its signal handlers: the command that runs it has its own."""

    def _set_signal_handlers(self) -> None:
        pass


_at_work = threading.Event()


def is_at_work() -> bool:
    """Return whether this very process answers bells and runs the sweeps."""
    return _at_work.is_set()


def work(stop: threading.Event, *, workers: int = 2) -> None:
    """Answer bells and run every sweep until ``stop`` is set. Blocks."""
    _at_work.set()
    look()  # registers the task
    consumer = BellConsumer(
        queue(), workers=workers, initial_delay=0.02, max_delay=0.1, periodic=False
    )
    threads = [
        threading.Thread(target=s.run_for_ever, args=(stop,), name=f"sweep {s.name}", daemon=True)
        for s in sweeps()
    ]
    for thread in threads:
        thread.start()
    consumer.start()
    try:
        stop.wait()
    finally:
        _at_work.clear()
        consumer.stop(graceful=True)
        for thread in threads:
            thread.join(timeout=10)
