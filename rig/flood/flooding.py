"""One run: ten times the usual mail, agents who go on working, and what waited how long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.mails import Writer
from bench.product import SUPPORT, Installation, installation, stop
from bench.progress import say
from bench.rows import Row
from rig.feeder import Feeder
from rig.flood.looking import Lookers
from rig.sink import Sink
from tools.ports import free_port

USUAL = 2.0  # mails a second: 57,600 in a working day of eight hours
TIMES = 10
AGENTS = 10
LOOKS = 10.0  # seconds between two looks at what waits: each is a process, which takes its part
SOON = 60.0  # seconds: no older than that is what waits, once it is over
PATIENCE = 1200.0  # seconds for all that waited


@dataclass(frozen=True)
class Plan:
    seed: int
    seconds: float = 600.0


@dataclass
class Waited:
    """The most that waited, and the longest; ``recovered`` is None while it has not."""

    mails: float = 0
    mail_age: float = 0
    stirs: float = 0
    stir_age: float = 0
    recovered: float | None = None  # seconds after the last mail, mail is young again
    rules_done: float | None = None  # and no rule waits
    learnt: float | None = None
    fed: float = field(default=0)  # seconds that it took to send all

    def look(self, maru: Installation) -> dict[str, float]:
        told: dict[str, float] = maru.run("rig.flood.reading")
        for name in ("mails", "mail_age", "stirs", "stir_age"):
            setattr(self, name, max(getattr(self, name), told[name]))
        return told


def flood(plan: Plan, database: str) -> list[Row]:
    """Send, look and judge. Raises Unavailable."""
    rate = USUAL * TIMES
    mails = list(Writer(plan.seed, SUPPORT).mails(int(rate * plan.seconds)))
    sink_port = free_port()
    out = f"smtp://127.0.0.1:{sink_port}"
    with (
        installation(database, purpose="flood", mail_out=out) as maru,
        Sink(sink_port),
    ):
        cookies = maru.run("rig.flood.furnishing", str(AGENTS))
        server = maru.start("serve")
        try:
            maru.wait_until_healthy()
            lookers = Lookers(maru.port, cookies, plan.seed)
            lookers.start()
            feeder = Feeder(mails, [maru.smtp_port], plan.seed)
            say(f"flood {database}: {rate:.0f} mails a second for {plan.seconds:.0f} s ...")
            waited = _send(feeder, rate, plan, maru)
            during = lookers.p95()
            _drain(waited, maru)
            lookers.finish()
        finally:
            stop(server)
        done = maru.run("rig.flood.reading", "--done")
    rows = [*_of_mail(feeder, done, plan, rate), *_of_waiting(waited, lookers, during, done)]
    return [Row(**{**vars(row), "database": database}) for row in rows]


def _send(feeder: Feeder, rate: float, plan: Plan, maru: Installation) -> Waited:
    """Let no more out than the time that has passed allows."""
    waited, began, looked = Waited(), time.monotonic(), 0.0
    feeder.start()
    while not feeder.is_done:
        passed = time.monotonic() - began
        feeder.pause_at(rate * passed)
        if passed - looked > LOOKS:
            waited.look(maru)
            looked = time.monotonic() - began
        time.sleep(0.05)
        if passed > plan.seconds + PATIENCE:
            break
    feeder.pause_at(float("inf"))
    waited.fed = time.monotonic() - began
    return waited


def _drain(waited: Waited, maru: Installation) -> None:
    began = time.monotonic()
    while (passed := time.monotonic() - began) < PATIENCE:
        told = waited.look(maru)
        if waited.recovered is None and told["mail_age"] < SOON:
            waited.recovered = passed
        if waited.rules_done is None and not told["mails"] and not told["stirs"]:
            waited.rules_done = passed
        if waited.learnt is None and not told["lessons"]:
            waited.learnt = passed
        if None not in (waited.recovered, waited.rules_done, waited.learnt):
            break
        time.sleep(LOOKS)


def _of_mail(feeder: Feeder, done: dict[str, int], plan: Plan, rate: float) -> Iterator[Row]:
    sent, tally = len(feeder.acknowledged), feeder.tally
    note = f"{rate:.0f} a second for {plan.seconds:.0f} s; {tally.not_acknowledged} put off"
    yield Row("flood_accepted", sent, "mails", note=note)
    yield Row("flood_refused", tally.refused, "mails", target="= 0")
    yield Row("flood_lost", sent - done["received"], "mails", target="= 0")


def _of_waiting(
    waited: Waited, lookers: Lookers, during: float, done: dict[str, int]
) -> Iterator[Row]:
    most = f"at most {waited.mails:.0f} mails waited, the oldest {waited.mail_age:.0f} s"
    yield Row("flood_mail_young_again", waited.recovered, "s", target="<= 600", note=most)
    yield Row("flood_page_p95", during, "s", target="< 1", note=f"{len(lookers.taken)} pages")
    failed = "; ".join(lookers.failed[:3])
    yield Row("flood_pages_failed", len(lookers.failed), "pages", target="= 0", note=failed)
    most = f"at most {waited.stirs:.0f} waited, the oldest {waited.stir_age:.0f} s"
    yield Row("flood_rules_done", waited.rules_done, "s after the last mail", note=most)
    of = f"of {done['tickets']}; {done['given_up']} given up, {done['failed']} failed"
    yield Row("flood_without_rule", done["without_mark"], "tickets", target="= 0", note=of)
    yield Row("flood_learnt", waited.learnt, "s after the last mail")
