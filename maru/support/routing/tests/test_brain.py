"""The decision, and the promises that it keeps on any day."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import replace
from unittest import TestCase

from maru.support.routing.brain.day import Arrival, Played, Staffed, play
from maru.support.routing.brain.deciding import decide
from maru.support.routing.brain.nouns import Need, Part, Person, Presence, Rules, Strategy, Work
from maru.support.routing.brain.queueing import PATIENCE, in_order, place_of

DAYS = int(os.environ.get("MARU_TEST_ROUTING", "40"))  # random days; 2,000 before a release
KIND, HOUR = "ticket", 3600.0


def person(key: int, *, load: int = 0, capacity: int = 5, **fields: object) -> Person:
    return Person(key, load={KIND: load}, capacity={KIND: capacity}, **fields)  # type: ignore[arg-type]


def work(key: int = 1, **fields: object) -> Work:
    return Work(key, KIND, **{"since": 0.0, **fields})  # type: ignore[arg-type]


class DecidingTests(TestCase):
    def chosen(self, people: Sequence[Person], rules: Rules, one: Work | None = None) -> int | None:
        return decide(one or work(), people, rules).person

    def test_in_turn_is_who_was_given_something_longest_ago(self):
        people = [person(1, given_at=30.0), person(2, given_at=10.0), person(3, given_at=20.0)]
        self.assertEqual(self.chosen(people, Rules(Strategy.ROUND_ROBIN)), 2)

    def test_the_least_busy_is_who_has_most_left_of_what_they_take(self):
        people = [person(1, load=2, capacity=10), person(2, load=1, capacity=2)]
        self.assertEqual(self.chosen(people, Rules(Strategy.LEAST_BUSY)), 1)

    def test_nobody_absent_full_unskilled_or_of_another_brand(self):
        people = [
            person(1, presence=Presence.AWAY), person(2, presence=Presence.BREAK),
            person(3, load=5), person(4, skills={7: 1}), person(5, brands=frozenset({2})),
            person(6, presence=Presence.OFF), person(7, skills={7: 3}),
        ]  # fmt: skip
        one = work(needs=(Need(7, 2),), brand=1, passed_by=frozenset({7}))
        choice = decide(one, people, Rules())
        self.assertIsNone(choice.person)
        outs = {each.person: each.out for each in choice.candidates}
        self.assertEqual(outs, {
            1: "away", 2: "break", 3: "skill", 4: "skill", 5: "unfit", 6: "off", 7: "declined",
        })  # fmt: skip
        self.assertEqual(self.chosen(people, Rules(), replace(one, passed_by=frozenset())), 7)

    def test_who_knows_the_customer_comes_first_while_there_is_room(self):
        rules = Rules(Strategy.LEAST_BUSY, prefers_known=True)
        people = [person(1), person(2, load=4)]
        self.assertEqual(self.chosen(people, rules, work(known_to=2)), 2)
        people = [person(1), person(2, load=5)]
        self.assertEqual(self.chosen(people, rules, work(known_to=2)), 1)

    def test_weights_decide_who_fits_best_and_the_parts_are_told(self):
        people = [person(1, skills={7: 5}, load=4), person(2, skills={7: 2})]
        needs = work(needs=(Need(7),))
        skilled = Rules(Strategy.BEST_FIT, {Part.SKILL: 9, Part.FREE: 1})
        free = Rules(Strategy.BEST_FIT, {Part.SKILL: 1, Part.FREE: 9})
        self.assertEqual(self.chosen(people, skilled, needs), 1)
        self.assertEqual(self.chosen(people, free, needs), 2)
        best = decide(needs, people, skilled).candidates[0]
        self.assertEqual(best.parts[Part.SKILL], 1.0)
        self.assertAlmostEqual(best.parts[Part.FREE], 0.2)

    def test_a_language_is_no_obstacle_unless_the_rules_say_so(self):
        people = [person(1, languages=frozenset({"ko"})), person(2, load=4)]
        one = work(language="en")
        self.assertEqual(self.chosen(people, Rules(Strategy.LEAST_BUSY), one), 1)
        strict = Rules(Strategy.LEAST_BUSY, needs_language=True)
        self.assertEqual(self.chosen(people, strict, one), 2)

    def test_the_order_of_the_people_makes_no_difference(self):
        people = [person(n, load=n % 3) for n in range(1, 20)]
        for strategy in Strategy:
            rules = Rules(strategy)
            there = {self.chosen(random.Random(s).sample(people, 19), rules) for s in range(5)}
            self.assertEqual(len(there), 1)


class QueueTests(TestCase):
    def test_due_times_and_priorities_make_one_order_in_which_all_come_first_once(self):
        urgent, low = work(1, priority=4, since=100.0), work(2, priority=1, since=0.0)
        due = work(3, priority=1, since=0.0, due=50.0)
        self.assertEqual([one.key for one in in_order([low, urgent, due])], [3, 1, 2])
        later = work(4, priority=4, since=PATIENCE[1])
        self.assertLess(place_of(low), place_of(later))


def jain(values: Sequence[float]) -> float:
    whole = sum(values)
    return whole * whole / (len(values) * sum(v * v for v in values)) if whole else 1.0


class DayTests(TestCase):
    """Random days; which ones is told where one fails."""

    def days(self) -> range:
        return range(DAYS)

    def test_any_day_nobody_is_given_more_than_fits_nor_anything_while_absent(self):
        for seed in self.days():
            played = _any_day(random.Random(seed))
            self.assertEqual((played.over, played.absent_given), (0, 0), f"day {seed}")

    def test_any_day_work_leaves_the_queue_in_its_order(self):
        """No starvation: of two that need the same the one whose moment is earlier goes first,
        so that only what is there already, or is more pressing now, is ever before it."""
        for seed in self.days():
            played = _any_day(random.Random(seed))
            plain = [fate for fate in played.fates if fate.given <= 1]
            for one, other in zip(*_pairs(plain, random.Random(seed)), strict=True):
                if not _alike(one.work, other.work) or other.given_at is None:
                    continue
                if one.work.since <= other.given_at and place_of(one.work) < place_of(other.work):
                    self.assertIsNotNone(one.given_at, f"day {seed}")
                    assert one.given_at is not None
                    self.assertLessEqual(one.given_at, other.given_at, f"day {seed}")

    def test_any_day_equal_people_are_given_equal_shares(self):
        for seed in self.days():
            chance = random.Random(seed)
            for strategy in Strategy:
                played = _equal_day(chance, strategy)
                shares: dict[int, int] = dict.fromkeys(played.worked, 0)
                for fate in played.fates:
                    if fate.person is not None:
                        shares[fate.person] += 1
                told = f"day {seed}, {strategy}: {shares}"
                self.assertGreaterEqual(jain(list(shares.values())), 0.95, told)

    def test_the_same_day_twice_is_the_same(self):
        one, other = (_any_day(random.Random(5)) for _each in range(2))
        self.assertEqual(one.fates, other.fates)


def _pairs(fates, chance):  # type: ignore[no-untyped-def]
    many = min(2000, len(fates) ** 2)
    return [chance.choices(fates, k=many) for _each in range(2)] if fates else ([], [])


def _alike(one: Work, other: Work) -> bool:
    return (one.brand, one.needs, one.language) == (other.brand, other.needs, other.language)


def _any_day(chance: random.Random) -> Played:
    skills, brands = range(1, 4), (1, 2)
    staff = []
    for key in range(1, chance.randint(2, 13)):
        start = chance.uniform(0, 6) * HOUR
        middle = start + chance.uniform(1, 5) * HOUR
        lunch = chance.uniform(0.1, 2) * HOUR
        there = [(start, middle), (middle + lunch, middle + lunch + chance.uniform(1, 6) * HOUR)]
        one = person(
            key, capacity=chance.randint(0, 8), load=0,
            skills={skill: chance.randint(1, 5) for skill in skills if chance.random() < 0.6},
            languages=frozenset(chance.sample(["ko", "en"], chance.randint(0, 2))),
            brands=frozenset(chance.sample(brands, chance.randint(1, 2))),
        )  # fmt: skip
        staff.append(Staffed(one, there))
    arrivals = [
        Arrival(
            work(
                key, since=chance.uniform(0, 16) * HOUR, priority=chance.randint(1, 4),
                due=chance.uniform(0, 30) * HOUR if chance.random() < 0.2 else None,
                brand=chance.choice(brands), language=chance.choice(["", "ko", "en"]),
                needs=(Need(chance.choice(skills), chance.randint(1, 4)),)
                if chance.random() < 0.3 else (),
                known_to=chance.randint(1, 12) if chance.random() < 0.3 else None,
            ),
            takes=chance.expovariate(1 / 400),
        )
        for key in range(1, chance.randint(10, 250))
    ]  # fmt: skip
    rules = Rules(
        chance.choice(list(Strategy)), prefers_known=chance.random() < 0.5,
        needs_language=chance.random() < 0.3,
    )  # fmt: skip
    absent = chance.choice([None, 10 * 60.0, HOUR])
    return play(arrivals, staff, rules, until=24 * HOUR, absent_after=absent)


def _equal_day(chance: random.Random, strategy: Strategy) -> Played:
    there = [(0.0, 10 * HOUR)]
    many = chance.randint(2, 10)
    staff = [Staffed(person(key, capacity=8), there) for key in range(1, many + 1)]
    arrivals = [
        Arrival(work(key, since=chance.uniform(0, 8) * HOUR), takes=chance.uniform(60, 600))
        for key in range(1, chance.randint(20 * many, 30 * many))
    ]
    return play(arrivals, staff, Rules(strategy), until=10 * HOUR)
