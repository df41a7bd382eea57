"""Who gets one piece of work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import mul

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
# As plain words: asked for each of hundreds.
SKILL, FREE, KNOWN, LANGUAGE, REST = (part.value for part in Part)
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
    rest = _rest_of(fit)
    if rules.strategy == Strategy.BEST_FIT:
        return _weigher(work, rest, rules)
    is_free = rules.strategy == Strategy.LEAST_BUSY

    def score(person: Person) -> tuple[float, dict[str, float]]:
        own = {FREE: _free(work, person)} if is_free else {REST: rest[person.given_at]}
        value = own[FREE] if is_free else own[REST]
        if rules.prefers_known and person.key == work.known_to:
            # The one before comes first whatever the strategy says.
            return value + 2, {KNOWN: 1.0, **own}
        return value, own

    return score


def _weigher(work: Work, rest: Mapping[float, float], rules: Rules) -> Score:
    names = (SKILL, FREE, KNOWN, LANGUAGE, REST)
    weights = [rules.weights.get(name, 0) for name in names]
    whole = sum(weights) or 1

    def score(person: Person) -> tuple[float, dict[str, float]]:
        values = (
            _beyond(work, person), _free(work, person),
            1.0 if person.key == work.known_to else 0.0, _speaks(work, person),
            rest[person.given_at],
        )  # fmt: skip
        points = sum(map(mul, weights, values))
        return points / whole, dict(zip(names, values, strict=True))

    return score


def _rest_of(fit: Iterable[Person]) -> dict[float, float]:
    """Return when somebody was last given something -> 1 for the longest ago, 0 for the latest.

    By rank, not by time: whether somebody rested for a minute or a day, they come after whoever
    rested longer.
    """
    order = sorted({person.given_at for person in fit})
    last = max(1, len(order) - 1)
    return {at: 1.0 - place / last for place, at in enumerate(order)}


def _free(work: Work, person: Person) -> float:
    capacity = person.capacity.get(work.kind, 0)
    return person.room(work.kind) / capacity if capacity else 0.0


def _beyond(work: Work, person: Person) -> float:
    """1 where they know all that is needed as well as one can."""
    if not work.needs:
        return 0.0
    return sum(person.skills[need.skill] for need in work.needs) / (TOP * len(work.needs))


def _speaks(work: Work, person: Person) -> float:
    if not work.language or not person.languages:
        return 0.5  # nobody knows
    return 1.0 if work.language in person.languages else 0.0
