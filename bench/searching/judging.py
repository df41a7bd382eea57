"""What an engine's answers to the pairs are worth: recall, and precision among the first ten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.search_quality import Pair
from bench.searching.engines import Engine


@dataclass
class Verdict:
    """Means over queries. ``precision`` counts only those that were answered at all."""

    recalls: list[float] = field(default_factory=list)
    precisions: list[float] = field(default_factory=list)
    forbidden: int = 0

    @property
    def recall(self) -> float:
        return sum(self.recalls) / len(self.recalls)

    @property
    def precision(self) -> float | None:
        return sum(self.precisions) / len(self.precisions) if self.precisions else None

    def note(self, pair: Pair, found: list[str]) -> None:
        self.recalls.append(len(pair.found & set(found)) / len(pair.found))
        first = [id_ for id_ in found if id_ not in pair.may][:10]
        if first:
            self.precisions.append(len(pair.found & set(first)) / len(first))
        self.forbidden += len(pair.without & set(found))


def judged(engine: Engine, pairs: Iterable[Pair]) -> dict[str, Verdict]:
    """Return the verdict of each phenomenon, and under "" that of all."""
    verdicts: dict[str, Verdict] = {"": Verdict()}
    for pair in pairs:
        found = engine.search(pair.query)
        verdicts[""].note(pair, found)
        verdicts.setdefault(pair.phenomenon, Verdict()).note(pair, found)
    return verdicts
