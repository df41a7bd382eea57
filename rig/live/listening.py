"""500 pages listen for a minute while a third of the lines break and the database is restarted."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from bench.broadcasting.told import bare, by
from bench.databases import Unavailable
from bench.machine import REPOSITORY
from bench.product import Installation, installation, stop
from bench.progress import say
from bench.rows import Row
from rig.live.page import Judged, Page

EACH = 5  # pages of one agent
SETTLED = 15.0  # seconds after the last change; what a page has not heard by then is missed
PATIENCE = 90.0  # seconds for all to listen
AWAY = 3.0  # seconds that the database stays away
SHARE = 0.5  # of what the bare loop carries
PAIRS = "pages x changes"


@dataclass(frozen=True)
class Plan:
    seed: int
    pages: int = 500
    seconds: float = 60.0
    cuts: float = 3.0  # lines a second that break


def live(plan: Plan, database: str) -> list[Row]:
    """Offer changes at half the rate that the bare loop carries in this run; judge every page."""
    say(f"live {database}: what a bare loop carries ...")
    carried = by(bare, plan.pages, 5).rate / plan.pages  # changes a second
    pace = carried * SHARE
    with installation(database, purpose="live", private=True) as maru:
        cookies = maru.run("bench.broadcasting.inviting", str(-(-plan.pages // EACH)))
        server = maru.start("serve")
        try:
            maru.wait_until_healthy()
            pages = [Page(maru.port, cookies[n // EACH], n) for n in range(plan.pages)]
            written = asyncio.run(_hold(maru, plan, pages, pace))
        finally:
            stop(server)
    return _rows([page.judged(written) for page in pages], pages, written, plan, database, carried)


async def _hold(maru: Installation, plan: Plan, pages: Sequence[Page], pace: float) -> list[float]:
    """Let the pages listen while all that happens; return when each change was written."""
    living = asyncio.gather(*(page.live() for page in pages))
    try:
        await _until_all_listen(pages)
        say(f"live {maru.database.name}: {pace:.0f} changes a second ...")
        offering = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "rig.live.offering", str(pace), str(plan.seconds),
            cwd=REPOSITORY, env=maru.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        cutting = asyncio.create_task(_cut(plan, pages))
        restarting = asyncio.create_task(_restart(maru, plan))
        printed, _nothing = await offering.communicate()
        cutting.cancel()
        await asyncio.gather(cutting, return_exceptions=True)
        await restarting
        await asyncio.sleep(SETTLED)
        await _until_all_listen(pages)
        await asyncio.sleep(SETTLED)
        return list(json.loads(printed))
    finally:
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)


async def _until_all_listen(pages: Sequence[Page]) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while not all(page.is_greeted for page in pages):
                await asyncio.sleep(0.1)
    except TimeoutError:
        many = sum(page.is_greeted for page in pages)
        raise Unavailable(f"Only {many} of {len(pages)} pages listen.") from None


async def _cut(plan: Plan, pages: Sequence[Page]) -> None:
    dice = random.Random(plan.seed)
    while True:
        await asyncio.sleep(dice.expovariate(plan.cuts))
        dice.choice(pages).cut()


async def _restart(maru: Installation, plan: Plan) -> None:
    """Half-way, PostgreSQL is killed and started again; SQLite has no server."""
    await asyncio.sleep(plan.seconds / 2)
    if server := maru.database.server:
        await asyncio.to_thread(server.stop, "immediate")
        await asyncio.sleep(AWAY)
        await asyncio.to_thread(server.start)
        say("live postgres: restarted")


def _rows(
    judged: Sequence[Judged],
    pages: Sequence[Page],
    written: Sequence[float],
    plan: Plan,
    database: str,
    carried: float,
) -> list[Row]:
    def all_of(what: str) -> int:
        return sum(getattr(each, what) for each in judged)

    pace = len(written) / (written[-1] - written[0])
    cuts = sum(page.comebacks for page in pages)
    note = f"{plan.pages} pages, {cuts:,} broken lines; {2 * SETTLED:.0f} s after the end"
    return [
        Row("offered", len(written), "changes", database=database),
        Row("offered_per_s", round(pace, 1), "changes/s", {"bare loop": round(carried, 1)},
            pace / carried, database=database),
        Row("missed", all_of("missed"), PAIRS, target="= 0", database=database, note=note),
        Row("doubled", all_of("doubled"), PAIRS, target="= 0", database=database,
            note="on one line"),
        Row("disordered", all_of("disordered"), PAIRS, target="= 0", database=database,
            note="on one line"),
        Row("read_anew", all_of("anew"), PAIRS, database=database,
            note="told only by the word to read everything"),
        Row("heard_again", all_of("again"), PAIRS, database=database,
            note="after a line broke: its last moment"),
    ]  # fmt: skip
