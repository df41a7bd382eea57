"""How long the sweep takes to claim what is due among a million clocks of tickets."""

from __future__ import annotations

from bench.databases import Unavailable
from bench.product import installation
from bench.progress import say
from bench.rows import Row

NAME, CLOCKS, FEWER = "due_clocks_1m", 1_000_000, 50_000
CLAIMS, FEW = 200, 40


def rows(*, quick: bool, only: str, database: str) -> list[Row]:
    if not NAME.startswith(only):
        return []
    return [_row(name, quick) for name in ([database] if database else ["sqlite", "postgres"])]


def _row(database: str, quick: bool) -> Row:
    clocks = FEWER if quick else CLOCKS
    try:
        with installation(database, purpose="rules") as maru:
            say(f"rules {database}: {clocks:,} clocks ...")
            told = maru.run("bench.promising.claiming", str(clocks), str(FEW if quick else CLAIMS))
    except Unavailable as why:
        return Row(NAME, None, "ms", database=database, note=str(why).splitlines()[0])
    note = (
        f"a claim of {told['claimed']} of {told['due']:,} due among {told['clocks']:,};"
        f" p99 {told['p99']:.1f} ms, bare p99 {told['bare_p99']:.1f} ms"
    )
    # Without a ratio: the goal is of the claim itself.
    return Row(
        NAME, told["p50"], "ms", {"bare SQL": told["bare"]}, target="<= 20", database=database,
        note=note,
    )  # fmt: skip
