"""What 200 rules cost the one who changes a ticket, and whether they keep up."""

from __future__ import annotations

from typing import Any

from bench.databases import Unavailable
from bench.product import installation, stop
from bench.progress import say
from bench.rows import Row

NAME = "changes_200_rules"
SECONDS, FEWER = 60, 10
SOON = 5.0  # seconds after the last change by which nothing waits


def rows(*, quick: bool, only: str, database: str) -> list[Row]:
    if not NAME.startswith(only):
        return []
    names = [database] if database else ["sqlite", "postgres"]
    return [row for name in names for row in _rows(name, quick)]


def _rows(database: str, quick: bool) -> list[Row]:
    """Return the row of half the bare inserts, and that of half the changes that one process makes:
    where a change costs more than two inserts nobody can offer the former, rules or none."""
    try:
        with installation(database, purpose="rules") as maru:
            worker = maru.start("worker")
            try:
                say(f"rules {database}: changes with 200 rules ...")
                told = maru.run("bench.automating.changing", str(FEWER if quick else SECONDS))
            finally:
                stop(worker)
    except Unavailable as why:
        return [Row(NAME, None, "ms", database=database, note=str(why).splitlines()[0])]
    bare = (
        f"bare inserts {told['inserts']:.0f} a second, changes without rules {told['changes']:.0f}"
    )
    return [
        _row(NAME, told["half_of_inserts"], bare, database),
        _row(f"{NAME}.of_changes", told["half_of_changes"], bare, database),
    ]


def _row(name: str, told: dict[str, Any], bare: str, database: str) -> Row:
    on, off = told["with"], told["without"]
    keeps_up = told["drained"] <= SOON and not told["lost"] and on["behind"] < 1
    # Where they do not keep up, what the last of them waited is what it costs: to be made at all,
    # as one writer makes no more of them, or to be looked at by the rules.
    value = on["p99"] - off["p99"] if keeps_up else 1000 * max(told["drained"], on["behind"])
    note = (
        f"added p99; {told['rate']:.0f} offered a second ({bare});"
        f" {on['changes']} changes, p50 {on['p50']:.1f} ms (without rules {off['p50']:.1f}),"
        f" p99 {on['p99']:.1f} ms (without {off['p99']:.1f}), longest {on['longest']:.0f} ms"
        f" (without {off['longest']:.0f}); {told['left']} waited at the end,"
        f" gone after {told['drained']:.1f} s; the last was made {on['behind']:.1f} s late (without"
        f" {off['behind']:.1f}); {told['fired']} firings so far;"
        f" {'no backlog' if keeps_up else 'BACKLOG'}"
    )
    return Row(
        name, value, "ms", {"without rules": off["p99"]}, target="<= 20",
        database=database, note=note,
    )  # fmt: skip
