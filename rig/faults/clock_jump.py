"""D11: the clocks of the machine jump, and those of two processes differ by five minutes."""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.mails import Mail
from bench.progress import say
from bench.rows import Row
from rig.answering import Agents
from rig.faults.clocks import SEEN_AFTER, Clock
from rig.faults.load import Plan, of, under_load

HOUR, DAY, FIVE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=5)
# How far the others are ahead of the true time, and the worker. The last step is back to it.
STEPS = [
    ("an hour ahead", HOUR, HOUR),
    ("an hour back", timedelta(0), timedelta(0)),
    ("an hour behind", -HOUR, -HOUR),
    ("a day ahead", DAY, DAY),
    ("worker five minutes behind", FIVE, timedelta(0)),
    ("worker five minutes ahead", timedelta(0), FIVE),
    ("right again", timedelta(0), timedelta(0)),
]


def clock_jump(plan: Plan, database: str) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="maru-clock-") as folder:
        machine, worker = Clock(Path(folder) / "machine"), Clock(Path(folder) / "worker")
        commands = {
            "web": machine.environment, "mail": machine.environment, "worker": worker.environment
        }  # fmt: skip
        waits: list[float] = []
        with under_load("clock_jump", plan, database, commands=commands) as (load, rows):
            load.begin()
            for number, (words, others, own) in enumerate(STEPS, start=1):
                load.run_until(plan.mails * number // (len(STEPS) + 1))
                machine.set(others)
                worker.set(own)
                waits.append(seconds_until_opened(load.agents))
                say(f"clock_jump, {database}: {words}, opened after {waits[-1]:.1f} s")
            load.finish()
    rows += [
        Row("inversions", inversions(load.feeder.acknowledged, load.facts), "pairs", target="= 0"),
        Row("opened_after_a_jump", max(waits), "s", target="<= 30"),
    ]
    return of("clock_jump", rows, database)


def seconds_until_opened(agents: Agents, patience: float = 120.0) -> float:
    """Return how long it takes until none of the mails that wait in a moment still waits."""
    time.sleep(SEEN_AFTER)
    began = time.monotonic()
    wait = agents.waiting_mails()
    while wait & agents.waiting_mails() and time.monotonic() - began < patience:
        time.sleep(0.1)
    return time.monotonic() - began


def inversions(acknowledged: list[Mail], facts: dict[str, Any]) -> int:
    """Count answers of customers that stand before the mail they answer, in one ticket."""
    places = {m["message_id"].strip("<>"): (m["ticket"], m["id"]) for m in facts["received"]}
    wrong = 0
    by_first: dict[str, list[str]] = defaultdict(list)
    for mail in acknowledged:
        if mail.answers:
            by_first[mail.answers.strip("<>")].append(mail.message_id.strip("<>"))
    for first, answers in by_first.items():
        for answer in answers:
            if first in places and answer in places and places[first][0] == places[answer][0]:
                wrong += places[answer][1] < places[first][1]
    return wrong
