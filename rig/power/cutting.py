"""One run: Maru on a disk with a volatile cache, sixteen senders, power cuts, the judge."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bench.databases import Unavailable
from bench.mails import Mail, Writer
from bench.product import BILLING, SUPPORT, Installation, installation
from bench.rows import Row
from rig.feeder import Feeder
from rig.oracle import judge_mail, survived
from rig.places import temporary_files_on
from rig.power.machine import Machine, machine
from rig.power.surveying import Broken, survey
from rig.processes import Processes
from rig.storm import DRAIN, STALLED, drain, say

A_LIFE = 100  # mails between two cuts
AHEAD = 200  # mails that may be acknowledged past the moment of a cut
LISTENER: dict[str, dict[str, str]] = {"mail": {}}
ALL: dict[str, dict[str, str]] = {"mail": {}, "worker": {}}
LINGER = 2.0  # seconds after that moment, at most


@dataclass(frozen=True)
class Cuts:
    cuts: int
    seed: int
    sabotage: str = ""  # database, blobs: what the product leaves out
    drain: float = DRAIN


@dataclass
class Losses:
    """What was found missing right after a cut, before anything could mend it."""

    missing: int = 0
    unequal: int = 0
    broken: list[str] = field(default_factory=list)  # what the database said of itself
    variants: Counter[str] = field(default_factory=Counter)
    pages: int = 0  # written and not flushed when the power went

    def note(self, acknowledged: list[Mail], facts: dict[str, Any]) -> None:
        missing, unequal = survived(acknowledged, facts)
        self.missing, self.unequal = max(self.missing, missing), max(self.unequal, unequal)
        if facts["integrity"] != "ok":
            self.broken.append(facts["integrity"])

    def note_cut(self, what: dict[str, Any]) -> None:
        self.pages += what["pending"]
        self.variants[what["keeps"]] += 1


def power(plan: Cuts, database: str) -> list[Row]:
    """Cut the power ``plan.cuts`` times and return the judge's rows. Raises Unavailable."""
    say(f"{database}: {plan.cuts} power cuts, seed {plan.seed}")
    with machine() as below, temporary_files_on(below.folder):
        rows = run(plan, database, below)
    for row in rows:
        row.database = database
    return rows


def run(plan: Cuts, database: str, below: Machine) -> list[Row]:
    mails = list(Writer(plan.seed, SUPPORT).mails(plan.cuts * A_LIFE, also_to=BILLING))
    losses, began = Losses(), time.monotonic()
    with installation(database, purpose="power", private=True) as maru:
        if plan.sabotage:
            careless = {"DJANGO_SETTINGS_MODULE": "rig.power.careless"}
            maru.environment |= careless | {"RIG_SABOTAGE": plan.sabotage}
        below.settle()  # initdb and the furnishing do not sync what they made
        feeder = Feeder(mails, [maru.smtp_port], plan.seed)
        facts = NOTHING
        try:
            live_and_die(plan, below, maru, feeder, losses)
            if not plan.sabotage:
                live_on(plan, maru, feeder)
                facts = read(maru)
        except Broken as why:
            losses.broken.append(str(why))
    # What a sabotaged Maru makes of its ruins in the end says nothing; the cuts say all.
    rows = [] if plan.sabotage else judged(feeder.acknowledged, facts)
    return [*rows, *counts(feeder, losses), Row("took", time.monotonic() - began, "s")]


def judged(acknowledged: list[Mail], facts: dict[str, Any]) -> list[Row]:
    return [
        *judge_mail(acknowledged, facts),
        Row("undrained", sum(facts["waiting"].values()), "rows", target="= 0"),
        Row("blobs_missing", facts["blobs_missing"], "files", target="= 0"),
        Row("database_intact", float(facts["integrity"] == "ok"), "", target="= 1"),
    ]


NOTHING: dict[str, Any] = {
    "envelopes": [], "received": [], "answers": [], "waiting": {}, "blobs_missing": 0,
    "integrity": "it does not open",
}  # fmt: skip


def live_and_die(
    plan: Cuts, below: Machine, maru: Installation, feeder: Feeder, losses: Losses
) -> None:
    """Let it run and cut its power, again and again. Raises Broken."""
    dice = random.Random(plan.seed)
    feeder.start()
    for number in range(plan.cuts):
        # Every third time the worker writes too; it is slow to start.
        with Processes(maru, ALL if number % 3 == 2 else LISTENER) as processes:
            wait_for(feeder, number * A_LIFE + dice.randrange(A_LIFE // 10, A_LIFE))
            time.sleep(dice.uniform(0, LINGER))
            below.freeze()
            processes.kill_all()
            if maru.database.server is not None:
                maru.database.server.kill_all()
            losses.note_cut(below.cut(dice.randrange(1 << 30)))
        acknowledged = list(feeder.acknowledged)
        below.restart()
        losses.note(acknowledged, survey(maru))
        if number % 5 == 4:
            say(f"{maru.database.name}: {len(acknowledged):,} acknowledged, {number + 1} cuts")


def live_on(plan: Cuts, maru: Installation, feeder: Feeder) -> None:
    """Send the rest and wait until all is processed."""
    with Processes(maru, ALL):
        wait_for(feeder, None)
        drain(maru, maru.database.name, plan.drain)


def wait_for(feeder: Feeder, moment: int | None) -> None:
    """Wait for so many acknowledged mails, all of them for None. Raises Unavailable on a stall."""
    feeder.pause_at(float("inf") if moment is None else moment + AHEAD)
    before, moved = -1, time.monotonic()
    while not feeder.is_done and (moment is None or len(feeder.acknowledged) < moment):
        if (count := len(feeder.acknowledged)) != before:
            before, moved = count, time.monotonic()
        if time.monotonic() - moved > STALLED:
            raise Unavailable(f"No mail was acknowledged for {STALLED:.0f} s ({count} until then).")
        time.sleep(0.005)


def read(maru: Installation) -> dict[str, Any]:
    """Return all that the judge compares. Raises Broken when the database does not open."""
    try:
        return dict(maru.run("rig.reading"))
    except Unavailable as why:
        raise Broken(str(why)) from why


def counts(feeder: Feeder, losses: Losses) -> list[Row]:
    tally = feeder.tally
    kinds = ", ".join(f"{name} {count}" for name, count in sorted(losses.variants.items()))
    broken = "; ".join(losses.broken)[:200]
    return [
        Row("missing_after_a_cut", losses.missing, "mails", target="= 0"),
        Row("unequal_after_a_cut", losses.unequal, "mails", target="= 0"),
        Row("broken_after_a_cut", len(losses.broken), "times", target="= 0", note=broken),
        Row("acknowledged", len(feeder.acknowledged), "mails"),
        Row("not_acknowledged", tally.not_acknowledged, "attempts", note="each was sent again"),
        Row("refused", tally.refused, "mails", target="= 0"),
        Row("cuts", sum(losses.variants.values()), "", note=kinds),
        Row("unflushed", losses.pages, "pages of 4 KiB", note="written when the power went"),
    ]
