"""How long one decision of the routing takes, in a team of 500 with 5,000 tickets waiting."""

from __future__ import annotations

import random
from bisect import insort
from statistics import median
from time import perf_counter

from bench.progress import say
from bench.rows import Row
from maru.support.routing.brain.deciding import decide
from maru.support.routing.brain.nouns import Need, Person, Rules, Strategy, Work
from maru.support.routing.brain.queueing import in_order, place_of

AGENTS, WAITING = 500, 5_000
DECISIONS, FEWER = 2_000, 300
NAME, KIND = "route_500_agents_5000_waiting", "ticket"


def rows(*, quick: bool, only: str, database: str) -> list[Row]:
    if not NAME.startswith(only):
        return []
    say(f"rules: {NAME} ...")
    found = {way: _taken(way, FEWER if quick else DECISIONS) for way in Strategy}
    slowest = max(found.values(), key=_p99)
    words = "; ".join(
        f"{way} p50 {median(taken):.2f} ms, p99 {_p99(taken):.2f} ms"
        for way, taken in found.items()
    )
    return [Row(
        NAME, round(_p99(slowest), 2), "ms", target="<= 10",
        note=f"p99 of the slowest strategy, everybody's scores and reasons told; {words}",
    )]  # fmt: skip


def _taken(way: Strategy, decisions: int) -> list[float]:
    """Return the milliseconds of each: the next of those that wait is given, another comes."""
    chance = random.Random(11)
    people = [_person(key, chance) for key in range(1, AGENTS + 1)]
    by_key = {person.key: person for person in people}
    waiting = [(place_of(one), one) for one in in_order(_work(n, chance) for n in range(WAITING))]
    rules, taken = Rules(way, prefers_known=True), []
    for n in range(decisions):
        began = perf_counter()
        _place, work = waiting.pop(0)
        choice = decide(work, people, rules)
        if choice.person is not None:
            person = by_key[choice.person]
            person.load[KIND] += 1
            person.given_at = 1000.0 + n
        new = _work(WAITING + n, chance)
        insort(waiting, (place_of(new), new), key=lambda each: each[0])
        taken.append(1000 * (perf_counter() - began))
        if choice.person is not None and person.room(KIND) == 0:
            person.load[KIND] = 0
    return taken


def _person(key: int, chance: random.Random) -> Person:
    return Person(
        key, skills={skill: chance.randint(1, 5) for skill in range(1, 9)},
        languages=frozenset(chance.sample(["ko", "en", "ja"], 2)),
        brands=frozenset({1, 2}), load={KIND: chance.randint(0, 9)}, capacity={KIND: 10},
        given_at=chance.uniform(0, 1000),
    )  # fmt: skip


def _work(key: int, chance: random.Random) -> Work:
    needs = (Need(chance.randint(1, 8), chance.randint(1, 3)),) if chance.random() < 0.5 else ()
    return Work(
        key, KIND, since=chance.uniform(0, 1000), priority=chance.randint(1, 4), brand=1,
        language="ko", needs=needs, known_to=chance.randint(1, AGENTS),
    )  # fmt: skip


def _p99(taken: list[float]) -> float:
    return sorted(taken)[int(0.99 * len(taken))]
