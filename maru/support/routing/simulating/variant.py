"""One way to have it, and what it would have led to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from maru.support.routing.brain.day import Arrival, Played, Staffed, play
from maru.support.routing.brain.nouns import Rules, Strategy
from maru.support.routing.brain.queueing import moment_of
from maru.support.routing.models import RoutingRule
from maru.support.routing.rules.forms import TICKET
from maru.support.routing.simulating.past import Past


@dataclass(frozen=True)
class Variant:
    """Rules and people. ``people``: so many more, or fewer, than there are."""

    strategy: str
    capacity: int
    weights: dict[str, int]
    people: int = 0
    prefers_known: bool = False
    needs_language: bool = False
    absent_minutes: int | None = None

    def played(self, past: Past) -> dict[str, Any]:
        """Return what it would have led to, as it is kept."""
        rules = Rules(
            Strategy(self.strategy), self.weights, self.prefers_known, self.needs_language
        )
        played = play(
            past.arrivals, self._staff(past.staff), rules, until=past.ends,
            absent_after=60.0 * self.absent_minutes if self.absent_minutes else None,
        )  # fmt: skip
        return _told(played, past.arrivals)

    def _staff(self, staff: Sequence[Staffed]) -> list[Staffed]:
        mine = [
            replace(one, person=replace(one.person, capacity={TICKET: self._most(one)}))
            for one in staff
        ]
        if self.people < 0:
            return mine[: max(0, len(mine) + self.people)]
        # Whoever comes is as able as the most able: made up, so they have numbers below 0.
        model = max(mine, key=lambda one: (len(one.person.skills), -one.person.key), default=None)
        return mine + [
            replace(model, person=replace(model.person, key=-n, capacity={TICKET: self.capacity}))
            for n in range(1, self.people + 1)
            if model
        ]

    def _most(self, one: Staffed) -> int:
        # Who is given none, by what is said of them, stays so.
        return self.capacity if one.person.capacity.get(TICKET, 0) else 0


def as_now(rule: RoutingRule) -> Variant:
    """Return the rules of a team, saved or not, as a variant."""
    return Variant(
        strategy=rule.strategy, capacity=rule.capacity, weights=rule.weights,
        prefers_known=bool(rule.known_days), needs_language=rule.needs_language,
        absent_minutes=rule.absent_minutes,
    )  # fmt: skip


def _told(played: Played, arrivals: Sequence[Arrival]) -> dict[str, Any]:
    given = [f.given_at - f.work.since for f in played.fates if f.given_at is not None]
    begun = [f.begun_at - f.work.since for f in played.fates if f.begun_at is not None]
    late = sum(1 for f in played.fates if f.begun_at is None or f.begun_at > moment_of(f.work))
    shares = dict.fromkeys(played.worked, 0)
    for fate in played.fates:
        if fate.person is not None:
            shares[fate.person] += 1
    return {
        "tickets": len(arrivals),
        "given_half": _at(given, 0.5), "given_nine": _at(given, 0.9),
        "begun_half": _at(begun, 0.5), "begun_nine": _at(begun, 0.9),
        "late": late,
        "unassigned": sum(f.person is None for f in played.fates),
        "undone": sum(f.done_at is None for f in played.fates),
        "fairness": round(_jain(list(shares.values())), 3),
        "people": [
            {
                "member": key, "given": shares[key], "most": played.most[key],
                "busy": round(100 * played.worked[key] / there) if (there := played.there[key])
                else 0,
            }
            for key in sorted(shares)
        ],
    }  # fmt: skip


def _at(values: list[float], share: float) -> int | None:
    """Return the value below which that share of them lies, in seconds; None where none is."""
    return round(sorted(values)[min(len(values) - 1, int(share * len(values)))]) if values else None


def _jain(values: list[int]) -> float:
    """1 where all have the same."""
    squares = len(values) * sum(v * v for v in values)
    return sum(values) ** 2 / squares if squares else 1.0
