"""D4: mails that no reader can read, among others: they are set aside and delay nobody."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from typing import Any

from bench.mails import Mail
from bench.product import SUPPORT
from bench.rows import Row
from rig.faults.load import Load, Plan, of, percentile, under_load

EVERY = 100  # one of so many mails is poison
BEHIND = 40  # mails after it, which it might hold up: the intake takes so many at once


def poison(plan: Plan, database: str) -> list[Row]:
    """Send the plan's mails and one poisonous mail for each hundred."""
    bad = poisonous(plan.mails // EVERY, plan.seed)
    with under_load("poison", plan, database) as (load, rows):
        load.feeder.also(bad)
        load.poison = {mail.sha256 for mail in bad}
        load.begin()
        load.finish()
    return of("poison", [*rows, *judged(load)], database)


def judged(load: Load) -> list[Row]:
    names = load.poison
    envelopes: list[dict[str, Any]] = load.facts["envelopes"]
    aside = [e for e in envelopes if e["sha256"] in names and e["state"] == "quarantined"]
    others = [e for e in envelopes if e["sha256"] not in names]
    waits = [e["waited"] for e in others if e["waited"] is not None]
    behind, elsewhere = (percentile(each, 0.99) or 0.0 for each in beside_poison(envelopes, names))
    return [
        Row("poison_set_aside", len(aside) / len(names), "of them", target="= 1"),
        Row("others_opened", len(waits) / len(others), "of them", target="= 1"),
        Row("others_waited_p99", percentile(waits, 0.99), "s", target="<= 5"),
        # On a machine that is behind everybody waits; this is what poison adds to it.
        Row(
            "delayed_by_poison",
            max(0.0, behind - elsewhere),
            "s",
            {"behind one": behind, "elsewhere": elsewhere},
            target="<= 5",
        ),
    ]


def beside_poison(
    envelopes: list[dict[str, Any]], bad: set[str]
) -> tuple[list[float], list[float]]:
    """Return how long mails waited that came shortly after a poisonous one, and all others."""
    behind, elsewhere, since = list[float](), list[float](), BEHIND
    for envelope in sorted(envelopes, key=lambda each: int(each["id"])):
        since = 0 if envelope["sha256"] in bad else since + 1
        if since and envelope["waited"] is not None:
            (behind if since <= BEHIND else elsewhere).append(envelope["waited"])
    return behind, elsewhere


def poisonous(many: int, seed: int) -> list[Mail]:
    dice = random.Random(seed)
    return [
        _mail(KINDS[n % len(KINDS)], f"{seed}.{n}.{dice.randrange(1 << 32):x}") for n in range(many)
    ]


def _mail(body: Callable[[], bytes], name: str) -> Mail:
    message_id, sender = f"<poison.{name}@customers.example>", f"p{name}@customers.example"
    head = (
        f"From: {sender}\r\nTo: {SUPPORT}\r\nMessage-ID: {message_id}\r\n"
        f"Subject: {name}\r\nMIME-Version: 1.0\r\n"
    )
    raw = head.encode() + body()
    return Mail(raw, message_id, sender, "", (SUPPORT,), hashlib.sha256(raw).hexdigest())


def _many_parts() -> bytes:
    return (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\n\r\nx\r\n" * 5_000
        + b"--b--\r\n"
    )


def _deep() -> bytes:
    """Return a tower of multiparts, each within the one before."""
    levels = range(2_000)
    opened = (
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in levels
    )
    return b"".join(opened) + b"\r\nx\r\n"


def _long_head() -> bytes:
    words = b" =?utf-8?B?64+Z7ZW066y86rO8?=" * 60
    return (b"X-Long:" + words + b"\r\n") * 100 + b"\r\nx\r\n"


KINDS = (_many_parts, _deep, _long_head)
