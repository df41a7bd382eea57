"""One run: Maru as processes, sixteen senders, agents who answer, kill -9, the drain, the judge."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.databases import Unavailable
from bench.mails import Writer
from bench.product import BILLING, SUPPORT, Installation, installation
from bench.rows import Row
from rig.answering import Agents
from rig.feeder import Feeder
from rig.killer import Killer
from rig.oracle import judge
from rig.processes import Processes
from rig.sink import Sink
from tools.ports import free_port

DRAIN = 420.0  # seconds; the longest lease is five minutes
STALLED = 180.0  # seconds without one acknowledged mail


@dataclass(frozen=True)
class Plan:
    mails: int
    kills: int
    seed: int
    drain: float = DRAIN
    log: str = ""  # file to keep what the processes printed in, one a database


def storm(plan: Plan, database: str) -> list[Row]:
    """Run ``plan`` on ``database`` and return the judge's rows. Raises Unavailable."""
    sink_port = free_port()
    out = f"smtp://127.0.0.1:{sink_port}"
    say(f"{database}: {plan.mails:,} mails, {plan.kills} kills, seed {plan.seed}")
    mails = list(Writer(plan.seed, SUPPORT).mails(plan.mails, also_to=BILLING))
    with (
        installation(database, purpose="rig", private=True, mail_out=out) as maru,
        Sink(sink_port) as sink,
    ):
        began = time.monotonic()
        with Processes(maru) as processes:
            say(f"{database}: up in {maru.wait_until_healthy():.1f} s")
            feeder = Feeder(mails, [maru.smtp_port, processes.second_port], plan.seed)
            killer = Killer(
                processes, maru.database.server, mails=plan.mails, kills=plan.kills, seed=plan.seed
            )
            agents = Agents(maru, maru.run("bench.issuing"), plan.seed)
            agents.start()
            feed(feeder, killer, database)
            agents.finish()
            fed = time.monotonic() - began
            drained = drain(maru, database, plan.drain)
        if plan.log:
            Path(f"{plan.log}.{database}").write_text(maru.log())
        facts = maru.run("rig.reading")
        rows = judge(feeder.acknowledged, facts, agents.accepted, sink.copies)
        rows += counts(feeder, killer, agents)
    rows += [Row("fed", fed, "s"), Row("drained", drained, "s")]
    for row in rows:
        row.database = database
    return rows


def feed(feeder: Feeder, killer: Killer, database: str) -> None:
    """Send and kill until both are done. Raises Unavailable when nothing moves any more."""
    feeder.start()
    told = moved = time.monotonic()
    before = (-1, -1)
    while not (feeder.is_done and killer.is_done):
        count = len(feeder.acknowledged)
        feeder.pause_at(killer.limit())
        killer.look(count)
        now = time.monotonic()
        if (count, killer.done) != before:
            before, moved = (count, killer.done), now
        if now - moved > STALLED:
            raise Unavailable(f"No mail was acknowledged for {STALLED:.0f} s ({count} until then).")
        if now - told > 5:
            told = now
            say(f"{database}: {count:,} acknowledged, {killer.done} kills")
        time.sleep(0.01)


def drain(maru: Installation, database: str, seconds: float) -> float:
    """Wait until nothing waits any more, ``seconds`` at most; return how long it took."""
    began, told = time.monotonic(), 0.0
    while (passed := time.monotonic() - began) < seconds:
        left = maru.run("rig.reading", "--waiting")
        if not any(left.values()):
            break
        if passed > told + 10:
            told = passed
            say(f"{database}: {left['envelopes']} mails and {left['deliveries']} answers wait")
        time.sleep(1)
    return passed


def counts(feeder: Feeder, killer: Killer, agents: Agents) -> list[Row]:
    killed = ", ".join(f"{kind} {count}" for kind, count in sorted(killer.killed.items()))
    again = sum(answer.tries > 1 for answer in agents.accepted)
    refused = "; ".join([f"{again} needed more than one try", *agents.refused[:3]])
    tally = feeder.tally
    return [
        Row("acknowledged", len(feeder.acknowledged), "mails"),
        Row("not_acknowledged", tally.not_acknowledged, "attempts", note="each was sent again"),
        Row("redelivered", tally.redelivered, "mails", note="sent again although acknowledged"),
        Row("refused", tally.refused, "mails", target="= 0"),
        Row("replies_accepted", len(agents.accepted), "answers", note=refused),
        Row("kills", killer.done, "", note=killed),
    ]


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
