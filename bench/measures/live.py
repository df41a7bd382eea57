"""`bin/bench live`: one change told to all sockets of one process (DESIGN 8)."""

from __future__ import annotations

from bench.broadcasting.told import Told, bare, by, by_maru
from bench.databases import Unavailable
from bench.peers.channels import peer as channels
from bench.product import installation
from bench.progress import say
from bench.rows import Row

SOCKETS = {"broadcast_1000": 1_000, "broadcast_5000": 5_000}
WINDOWS = 5  # of one agent
CHANGES = 20


def measure(*, quick: bool, only: str, database: str = "") -> list[Row]:
    """Tell 20 changes (quick: 5) to 1,000 sockets, then to 5,000."""
    rows: list[Row] = []
    wanted = {
        name: sockets
        for name, sockets in SOCKETS.items()
        if name.startswith(only) or "kb_per_socket".startswith(only)
    }
    for name, sockets in wanted.items():
        beside = _beside(sockets, 5 if quick else CHANGES)
        for store in [database] if database else ["sqlite", "postgres"]:
            try:
                rows += _told(name, store, sockets, 5 if quick else CHANGES, beside)
            except Unavailable as why:
                note = str(why).splitlines()[0]
                rows.append(Row(name, None, "sockets/s", database=store, note=note))
    return [row for row in rows if row.measure.startswith(only)]


def _beside(sockets: int, count: int) -> dict[str, Told]:
    say(f"live: {sockets:,} sockets of a bare loop ...")
    found = {"bare Starlette": by(bare, sockets, count)}
    say(f"live: {sockets:,} sockets of Channels ...")
    try:
        found["Channels"] = by(channels.serve, sockets, count)
    except Unavailable as why:
        say(str(why))
    return found


def _told(name: str, database: str, sockets: int, count: int, beside: dict[str, Told]) -> list[Row]:
    say(f"live {database}: {sockets:,} sockets ...")
    with installation(database, purpose="live") as maru:
        cookies = maru.run("bench.broadcasting.inviting", str(sockets // WINDOWS))
        told = by_maru(maru, cookies, sockets, count)
    limit = beside["bare Starlette"]
    return [
        Row(name, round(told.rate), "sockets/s",
            {each: round(other.rate) for each, other in beside.items()},
            told.rate / limit.rate, ">= 0.6", database,
            note=f"{sockets // WINDOWS:,} agents; {_waits(told)}; {_waits_of(beside)}"),
        Row(f"{name}_p99", told.times.p99, "ms", {"bare Starlette": limit.times.p99},
            target="<= 50" if sockets == 1_000 else "", database=database),
        Row("kb_per_socket", told.held, "KB", database=database, note=f"of {sockets:,} sockets"),
    ]  # fmt: skip


def _waits(told: Told) -> str:
    return f"p50 {told.times.p50:.0f} ms, p99 {told.times.p99:.0f} ms after the commit"


def _waits_of(beside: dict[str, Told]) -> str:
    each = (
        f"{name} {told.times.p50:.0f} and {told.times.p99:.0f} ms" for name, told in beside.items()
    )
    return ", ".join(each)
