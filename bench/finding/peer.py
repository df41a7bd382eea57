"""The same company in django-helpdesk: its list, and the same words searched there."""

from __future__ import annotations

from bench.finding.timing import of
from bench.finding.words import KOREAN
from bench.peers.django_helpdesk.peer import find_in
from bench.product import Installation
from bench.progress import say
from bench.rows import Row

LARGEST = 100_000  # tickets: at more, a search there takes minutes
LISTS = 15  # times that its list is opened


def beside(maru: Installation, told: dict[str, dict[str, float]], *, quick: bool) -> list[Row]:
    """Return the rows that name it. ``told``: what Maru's pages took, in milliseconds."""
    wanted = [("list_first", "list_vs_helpdesk", ""), ("search_ko", "search_vs_helpdesk", ">= 20")]
    if not any(name in told for name, _row, _target in wanted):
        return []
    say("find sqlite: django-helpdesk ...")
    tickets = maru.home / "tickets.jsonl"
    maru.run("bench.finding.handing_over", str(tickets))
    words = KOREAN[:3] if quick else KOREAN
    found = find_in(tickets, maru.home / "peer", 3 if quick else LISTS, words)
    theirs = {"list_first": of(found.lists), "search_ko": of(found.searches)}
    return [
        Row(row, told[name]["p50"], "ms", {"django-helpdesk": theirs[name].p50},
            theirs[name].p50 / told[name]["p50"], target, "sqlite",
            note=f"p95 {told[name]['p95']:.1f} ms, there {theirs[name].p95:.1f} ms")
        for name, row, target in wanted if name in told
    ]  # fmt: skip
