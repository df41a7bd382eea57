"""`bin/bench search-quality`: what is found of what should be, by the search and by plain indexes.

Judged by the half `check` alone; bench/search_quality/README.md says how it was made.
"""

from __future__ import annotations

from bench.rows import Row
from bench.search_quality import documents, pairs
from bench.searching.engines import Engine, Like, Plain
from bench.searching.judging import Verdict, judged
from bench.searching.product import Product

_TARGETS = {"recall": ">= 0.95", "precision_at_10": ">= 0.9"}


def measure(*, quick: bool, only: str) -> list[Row]:
    """Return recall and precision of all pairs, then of each phenomenon. Quick is the same."""
    texts, asked = documents("check"), pairs("check")
    engines: list[Engine] = [
        Product("check"),
        Plain(texts, "unicode61"),
        Plain(texts, "trigram"),
        Like(texts),
    ]
    ours, *others = [(engine.name, judged(engine, asked)) for engine in engines]
    rows = []
    for phenomenon in sorted(ours[1]):
        beside = {name: verdicts[phenomenon] for name, verdicts in others}
        rows += _rows(phenomenon, ours[1][phenomenon], beside)
    return [row for row in rows if row.measure.startswith(only)]


def _rows(phenomenon: str, ours: Verdict, beside: dict[str, Verdict]) -> list[Row]:
    ending = f"_{phenomenon}" if phenomenon else ""
    note = f"{len(ours.recalls)} queries, {ours.forbidden} near misses found"
    return [
        Row(
            f"recall{ending}", round(ours.recall, 3), "",
            {name: round(verdict.recall, 3) for name, verdict in beside.items()},
            target="" if phenomenon else _TARGETS["recall"], note=note,
        ),
        Row(
            f"precision_at_10{ending}", _rounded(ours.precision), "",
            {
                name: round(verdict.precision, 3)
                for name, verdict in beside.items()
                if verdict.precision is not None
            },
            target="" if phenomenon else _TARGETS["precision_at_10"],
        ),
    ]  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
