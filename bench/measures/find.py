"""`bin/bench find`: lists, tickets and searches in a company of any size (DESIGN 8)."""

from __future__ import annotations

from functools import partial
from typing import Any

from bench.databases import Unavailable
from bench.finding import peer
from bench.finding.resting import memory_at_rest
from bench.finding.seeded import seeded
from bench.progress import say
from bench.rows import Row

TICKETS, FEW = 100_000, 10_000
PAGES = ("list_first", "list_page_200", "view_change", "ticket_20", "ticket_500")
SEARCHES = {"search_ko": 50, "search_en": 50, "search_operators": 50, "search_typing": 150}  # ms


def measure(*, quick: bool, only: str, tickets: int = 0, database: str = "") -> list[Row]:
    """Seed so many tickets (quick: few) in each database, and open their pages."""
    rows: list[Row] = []
    for name in [database] if database else ["sqlite", "postgres"]:
        try:
            rows += _found(name, tickets or (FEW if quick else TICKETS), quick, only)
        except Unavailable as why:
            note = str(why).splitlines()[0]
            rows.append(Row("find", None, "", database=name, note=note))
    return [row for row in rows if row.measure.startswith(only) or row.measure == "find"]


def _found(database: str, tickets: int, quick: bool, only: str) -> list[Row]:
    with seeded(database, tickets) as (maru, rate):
        say(f"find {database}: pages ...")
        told = maru.run("bench.finding.asking", "30" if quick else "100", only,
                        "2000" if quick else "50000")  # fmt: skip
        rows = _rows(told, database)
        if database == "sqlite" and told["tickets"] <= peer.LARGEST:
            rows += peer.beside(maru, told, quick=quick)
        note = f"{told['tickets']:,} tickets, {told['messages']:,} messages"
        rows.insert(0, Row("seed_per_s", round(rate), "tickets/s", target=">= 3000",
                           database=database, note=note))  # fmt: skip
        if "memory_idle".startswith(only):
            say(f"find {database}: at rest ...")
            rows.append(memory_at_rest(maru, database, quick=quick))
    return rows


def _rows(told: dict[str, Any], database: str) -> list[Row]:
    row = partial(Row, database=database)
    rows = []
    for name in PAGES:
        if page := told.get(name):
            least = page["sql"] + page["template"]
            rows.append(row(name, page["p50"], "ms", _beside(page), page["p50"] / least, "<= 2",
                            note=_slow(page)))  # fmt: skip
    for name, most in SEARCHES.items():
        if page := told.get(name):
            least = page["sql"] + page["template"]
            rows.append(row(name, page["p50"], "ms", _beside(page), page["p50"] / least,
                            note=_slow(page)))  # fmt: skip
            rows.append(row(f"{name}_p95", page["p95"], "ms", target=f"<= {most}"))
    if again := told.get("reindex_per_s"):
        beside = {"analysed alone": again["analysed"]}
        note = (
            f"of {again['characters']:.0f} characters each, {again['of']};"
            f" {again['tickets']:,.0f} tickets a second"
        )
        rows.append(row("reindex_per_s", again["messages"], "messages/s", beside,
                        again["messages"] / again["analysed"], note=note))  # fmt: skip
    return rows


def _beside(page: dict[str, float]) -> dict[str, float]:
    return {"bare SQL": page["sql"], "template": page["template"]}


def _slow(page: dict[str, float]) -> str:
    return f"p95 {page['p95']:.1f} ms, p99 {page['p99']:.1f} ms; {page['queries']} queries"
