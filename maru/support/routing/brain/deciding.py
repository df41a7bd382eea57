"""Who gets one piece of work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from maru.support.routing.brain.nouns import (
    ABSENCES,
    Candidate,
    Choice,
    Out,
    Part,
    Person,
    Rules,
    Strategy,
    Work,
)

TOP = 5  # the highest level of a skill
Score = Callable[[Person], tuple[float, dict[str, float]]]


def decide(work: Work, people: Sequence[Person], rules: Rules) -> Choice:
    """Return who of ``people`` gets ``work``, and how each of them was seen.

    Never somebody who is absent, full, unfit, or lacks a skill that is needed. The same values
    give the same answer, whatever the order of ``people``.
    """
    out: list[Candidate] = []
    fit: list[Person] = []
    for person in people:
        why, lacks = _obstacle(work, person, rules)
        if why:
            out.append(_candidate(work, person, out=why, lacks=lacks))
        else:
            fit.append(person)
    score = _scorer(work, fit, rules)
    seen = [_candidate(work, person, score=score(person)) for person in fit]
    given_at = {person.key: person.given_at for person in fit}
    # Of equals who was given something longest ago, then whoever was here first.
    seen.sort(key=lambda each: (-each.score, given_at[each.person], each.person))
    out.sort(key=lambda each: each.person)
    return Choice(work, seen[0].person if seen else None, (*seen, *out))


def _obstacle(work: Work, person: Person, rules: Rules) -> tuple[str, int | None]:
    if absence := ABSENCES.get(person.presence):
        return absence, None
    if person.brands is not None and work.brand not in person.brands:
        return Out.UNFIT, None
    if person.key in work.passed_by:
        return Out.DECLINED, None
    for need in work.needs:
        if person.skills.get(need.skill, 0) < need.level:
            return Out.SKILL, need.skill
    if rules.needs_language and not _may_speak(work, person):
        return Out.LANGUAGE, None
    return (Out.FULL, None) if person.room(work.kind) < 1 else ("", None)


def _may_speak(work: Work, person: Person) -> bool:
    return not work.language or not person.languages or work.language in person.languages


def _candidate(
    work: Work,
    person: Person,
    *,
    out: str = "",
    lacks: int | None = None,
    score: tuple[float, dict[str, float]] = (0.0, {}),
) -> Candidate:
    load, capacity = person.load.get(work.kind, 0), person.capacity.get(work.kind, 0)
    return Candidate(person.key, out, lacks, score[0], score[1], load, capacity)


def _scorer(work: Work, fit: Sequence[Person], rules: Rules) -> Score:
    parts = _parts_of(work, fit)
    if rules.strategy == Strategy.BEST_FIT:
        return lambda person: _weighed(parts(person), rules)
    # The one before comes first whatever the strategy says: 1 is more than any part of it.
    first = 1.0 if rules.prefers_known else 0.0
    what = Part.FREE if rules.strategy == Strategy.LEAST_BUSY else Part.REST

    def score(person: Person) -> tuple[float, dict[str, float]]:
        known = first if person.key == work.known_to else 0.0
        own = {str(what): parts(person)[what]}
        return own[what] + 2 * known, {Part.KNOWN.value: known, **own} if known else own

    return score


def _weighed(parts: dict[str, float], rules: Rules) -> tuple[float, dict[str, float]]:
    whole = sum(rules.weights.get(name, 0) for name in parts) or 1
    points = {name: rules.weights.get(name, 0) * value for name, value in parts.items()}
    return sum(points.values()) / whole, parts


def _parts_of(work: Work, fit: Iterable[Person]) -> Callable[[Person], dict[str, float]]:
    # By rank, not by time: whether somebody rested for a minute or a day, they come after whoever
    # rested longer.
    order = sorted({person.given_at for person in fit})
    rank = {at: place for place, at in enumerate(order)}
    last = max(1, len(order) - 1)

    def parts(person: Person) -> dict[str, float]:
        capacity = person.capacity.get(work.kind, 0)
        return {
            Part.SKILL.value: _beyond(work, person),
            Part.FREE.value: person.room(work.kind) / capacity if capacity else 0.0,
            Part.KNOWN.value: 1.0 if person.key == work.known_to else 0.0,
            Part.LANGUAGE.value: _speaks(work, person),
            Part.REST.value: 1.0 - rank[person.given_at] / last,
        }

    return parts


def _beyond(work: Work, person: Person) -> float:
    """1 where they know all that is needed as well as one can."""
    if not work.needs:
        return 0.0
    return sum(person.skills[need.skill] for need in work.needs) / (TOP * len(work.needs))


def _speaks(work: Work, person: Person) -> float:
    if not work.language or not person.languages:
        return 0.5  # nobody knows
    return 1.0 if work.language in person.languages else 0.0
