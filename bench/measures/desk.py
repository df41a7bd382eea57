"""`bin/bench desk`: what a person at the desk waits, beside what of it the server takes."""

from __future__ import annotations

from functools import partial
from statistics import median

from bench.databases import Unavailable
from bench.desk.browser import Place
from bench.desk.day import LOOKED_AT, Act, Taken, change_views, open_tickets, send_replies
from bench.desk.serving import Server
from bench.finding.seeded import seeded
from bench.finding.timing import of
from bench.product import Installation, stop
from bench.progress import say
from bench.rows import Row

TICKETS, FEW = 100_000, 5_000
OPENINGS, FEWER = 60, 20
OPEN = 100  # ms
FIRST_VIEW = 150 * 1024  # bytes

DONE: dict[str, tuple[Act, str, str]] = {
    "open_ticket": (
        partial(open_tickets, looked_at=LOOKED_AT), f"<= {OPEN}",
        f"J, {LOOKED_AT} ms, Enter to the conversation",
    ),
    "open_ticket_at_once": (
        partial(open_tickets, looked_at=0), "", "J and Enter with no moment between",
    ),
    "change_view": (change_views, "", "click to the rows"),
    "send_reply": (send_replies, "", "Ctrl+Enter to the message in the conversation"),
}  # fmt: skip


def measure(*, quick: bool, only: str, tickets: int = 0, database: str = "sqlite") -> list[Row]:
    """Seed so many tickets (quick: few) and work in them with a headless Chromium."""
    try:
        with seeded(database, tickets or (FEW if quick else TICKETS)) as (maru, _rate):
            rows = _at_the_desk(maru, FEWER if quick else OPENINGS, only)
    except Unavailable as why:
        return [Row("desk", None, "", database=database, note=str(why).splitlines()[0])]
    for row in rows:
        row.database = database
    return rows


def _at_the_desk(maru: Installation, count: int, only: str) -> list[Row]:
    entered = maru.run("bench.desk.entering")
    serving = maru.start("serve")
    rows = []
    try:
        maru.wait_until_healthy(180)
        server = Server(maru.port, entered["cookie"])
        place = Place(f"http://127.0.0.1:{maru.port}", entered["cookie"])
        for name, (act, target, words) in DONE.items():
            if name.startswith(only):
                say(f"desk: {name} ...")
                note = f"{words}; {entered['tickets']:,} tickets"
                try:
                    taken = act(place, server, count)
                except Unavailable as why:
                    rows.append(Row(name, None, "ms", target=target, note=str(why)))
                else:
                    rows.append(waited_row(name, taken, target, note))
        if "first_view_bytes".startswith(only):
            rows.append(_weighed(server))
    finally:
        stop(serving)
    return rows


def waited_row(name: str, taken: Taken, target: str, note: str) -> Row:
    """Return what the middle one took, and in the note where its time went."""
    waited = of([each.whole for each in taken.waited])
    server = of(taken.server)
    asked = median(each.asked for each in taken.waited)
    answered = median(each.answered for each in taken.waited)
    parts = f"asked after {asked:.0f}, answered {answered:.0f}, painted {waited.p50:.0f}"
    if first := median(each.first_paint for each in taken.waited):
        parts += f" (first paint {first:.0f})"
    ahead = sum(each.is_ahead for each in taken.waited)
    if ahead:
        parts += f"; {ahead} of {len(taken.waited)} were here before the press"
    note += (
        f"; p95 {waited.p95:.0f} ms, server alone p95 {server.p95:.0f} ms; in the middle {parts}"
    )
    return Row(name, waited.p50, "ms", {"server": server.p50}, target=target, note=note)


def _weighed(server: Server) -> Row:
    files = server.first_view()
    note = ", ".join(f"{path.rpartition('/')[2]} {size:,}" for path, size in files.items())
    return Row("first_view_bytes", sum(files.values()), "bytes", target=f"<= {FIRST_VIEW}",
               note=f"gzip; {note}")  # fmt: skip
