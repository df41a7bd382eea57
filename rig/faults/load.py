"""Maru under an even load: mails at a pace, agents who answer, a relay that counts, the judge."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.databases import Unavailable
from bench.mails import Mail, Writer
from bench.product import BILLING, SUPPORT, Installation, installation
from bench.progress import say
from bench.rows import Row
from rig.answering import Agents
from rig.feeder import Feeder
from rig.oracle import judge
from rig.processes import Processes
from rig.sink import Sink
from rig.storm import DRAIN, STALLED, drain
from tools.ports import free_port


@dataclass(frozen=True)
class Plan:
    """How hard the faults are. The full plan is what RELIABILITY asks for."""

    seed: int
    mails: int = 2_000
    pace: float = 20.0  # mails a second
    times: int = 20  # restarts
    pages: int = 500  # open ones, with a socket each
    pause: float = 60.0  # seconds that a disk stays full
    drain: float = DRAIN
    log: str = ""  # file to keep what the processes printed in, one a fault and database


@dataclass
class Load:
    """A running Maru with what feeds it, and what was found in the end."""

    maru: Installation
    processes: Processes
    feeder: Feeder
    agents: Agents
    plan: Plan
    acknowledged_at: list[float] = field(default_factory=list)  # monotonic, one a mail
    facts: dict[str, Any] = field(default_factory=dict)
    poison: set[str] = field(default_factory=set)  # sha256 of what belongs in quarantine

    def begin(self) -> None:
        """Have the senders send and the agents answer."""
        self.feeder.start()
        self.agents.start()

    def run_until(self, count: int) -> None:
        """Wait until ``count`` mails were acknowledged. Raises Unavailable when nothing moves."""
        self._watch(lambda: len(self.feeder.acknowledged) >= count)

    def finish(self) -> None:
        """Send the rest, and wait until all of it is opened, answered and sent."""
        self._watch(lambda: self.feeder.is_done)
        self.agents.finish()
        drain(self.maru, self.maru.database.name, self.plan.drain)
        self.facts = dict(self.maru.run("rig.reading"))

    def seconds_to_recover(self, patience: float = 120.0) -> float:
        """Return how long from now until a mail is acknowledged and a page of the API comes."""
        began, before = time.monotonic(), len(self.feeder.acknowledged)
        while time.monotonic() - began < patience:
            has_moved = len(self.feeder.acknowledged) > before or self.feeder.is_done
            if has_moved and self.agents.can_read():
                break
            time.sleep(0.02)
        return time.monotonic() - began

    def _watch(self, is_reached: Callable[[], bool]) -> None:
        moved, before = time.monotonic(), -1
        while not (self.feeder.is_done or is_reached()):
            if (count := len(self.feeder.acknowledged)) != before:
                moved, before = time.monotonic(), count
            if time.monotonic() - moved > STALLED:
                raise Unavailable(f"No mail was acknowledged for {STALLED:.0f} s ({count}).")
            time.sleep(0.02)


def written(plan: Plan) -> list[Mail]:
    return list(Writer(plan.seed, SUPPORT).mails(plan.mails, also_to=BILLING))


@contextmanager
def under_load(
    fault: str,
    plan: Plan,
    database: str,
    *,
    commands: dict[str, dict[str, str]] | None = None,
    made: Installation | None = None,
) -> Iterator[tuple[Load, list[Row]]]:
    """Give a load; the rows are the judge's once the block has called ``begin`` and ``finish``.

    ``commands`` are the processes to run instead of `maru serve`; ``made`` is an installation
    that somebody else has made.
    """
    say(f"{fault}, {database}: {plan.mails:,} mails, seed {plan.seed}")
    port = free_port()
    rows: list[Row] = []
    with _installed(database, f"smtp://127.0.0.1:{port}", made) as maru, Sink(port) as sink:
        with Processes(maru, commands or {"serve": {}}) as processes:
            maru.wait_until_healthy()
            feeder = Feeder(written(plan), [maru.smtp_port], plan.seed)
            agents = Agents(maru, maru.run("bench.issuing"), plan.seed)
            load = Load(maru, processes, feeder, agents, plan)
            with _paced(load):
                try:
                    yield load, rows
                finally:
                    if plan.log:
                        Path(f"{plan.log}.{fault}.{database}").write_text(maru.log())
        rows += judge(feeder.acknowledged, load.facts, agents.accepted, sink.copies, load.poison)
        rows.append(Row("acknowledged", len(feeder.acknowledged), "mails"))
        rows.append(Row("refused", feeder.tally.refused, "mails", target="= 0"))


@contextmanager
def _installed(database: str, out: str, made: Installation | None) -> Iterator[Installation]:
    if made is not None:
        made.environment["MARU_MAIL_OUT"] = out
        yield made
        return
    with installation(database, purpose="faults", private=True, mail_out=out) as maru:
        yield maru


@contextmanager
def _paced(load: Load) -> Iterator[None]:
    """Let mails go out at the plan's pace, and not in a burst after a pause."""
    stop = threading.Event()

    def tick() -> None:
        allowed, before = 0.0, time.monotonic()
        while not stop.wait(0.05):
            now = time.monotonic()
            done = len(load.feeder.acknowledged)
            allowed = min(allowed + load.plan.pace * (now - before), done + 2 * load.plan.pace)
            before = now
            load.feeder.pause_at(allowed)

    load.feeder.pause_at(0)
    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def of(fault: str, rows: Sequence[Row], database: str) -> list[Row]:
    """Name the rows after the fault: ``fault`` is what was lost, the others are beside it."""
    for row in rows:
        row.measure = fault if row.measure == "lost" else f"{fault}.{row.measure}"
        row.database = database
    return list(rows)


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value that ``share`` of the values do not exceed; None of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else None
