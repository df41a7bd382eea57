"""D10: PostgreSQL is restarted again and again under load, with browsers that listen."""

from __future__ import annotations

import random
import time

from bench.databases import Unavailable
from bench.progress import say
from bench.rows import Row
from rig.faults.browsers import Browsers
from rig.faults.load import Plan, of, percentile, under_load

WAYS = ("fast", "immediate", "kill")  # pg_ctl's words for the first two; a crash of the server
AWAY = (0.0, 5.0)  # seconds that it stays away
SETTLED = 15.0  # seconds after the last event and comeback; what a page does not hold is a gap
PAIRS = "pages x events"


def database_restart(plan: Plan, database: str) -> list[Row]:
    """Restart ``plan.times`` times; SQLite has no server that could be restarted."""
    if database == "sqlite":
        return []
    dice = random.Random(plan.seed)
    took: list[float] = []
    with (
        under_load("database_restart", plan, database) as (load, rows),
        Browsers(load.maru, plan.pages) as browsers,
    ):
        server = load.maru.database.server
        assert server is not None
        wait_for(browsers, plan.pages)
        load.begin()
        for number in range(plan.times):
            load.run_until(plan.mails * (number + 1) // (plan.times + 1))
            way = WAYS[number % len(WAYS)]
            server.stop(way)
            time.sleep(dice.uniform(*AWAY))
            server.start()
            took.append(load.seconds_to_recover())
            say(f"database_restart: {number + 1} ({way}), back after {took[-1]:.1f} s")
        load.finish()
        wait_for(browsers, plan.pages)
        time.sleep(SETTLED)
        held = browsers.judged()
    p95 = percentile(took, 0.95)
    pages = (
        f"{plan.pages} pages, {browsers.comebacks:,} broken lines; {SETTLED:.0f} s after the end"
    )
    rows += [
        Row("back_after_p95", p95, "s", target="<= 30", note=f"longest {max(took):.1f} s"),
        Row("restarts", len(took), ""),
        Row("gaps", held.gaps, PAIRS, target="= 0", note=pages),
        Row("told_by_number", held.by_number, PAIRS),
        Row("read_anew", held.anew, PAIRS, note="told only by the word to read everything"),
    ]
    return of("database_restart", rows, database)


def wait_for(browsers: Browsers, many: int, patience: float = 90.0) -> None:
    """Wait until so many pages listen. Raises Unavailable."""
    began = time.monotonic()
    while browsers.open < many:
        if time.monotonic() - began > patience:
            raise Unavailable(f"Only {browsers.open} of {many} pages listen.")
        time.sleep(0.1)
