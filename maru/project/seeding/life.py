"""One ticket from its first word to its last: who says what, when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from maru.project.seeding.customers import Known
from maru.project.seeding.phrase import Phrase, Speech, order_number

DAY = 86_400.0
YEARS = 3
GROWTH = 0.85  # of the tickets are younger than half the time: below 1
LONG_EVERY, LONG = 2_000, 500  # every so many tickets one of so many messages
_LENGTHS = tuple(
    length
    for length, hundredths in {1: 14, 2: 40, 3: 15, 4: 12, 5: 7, 6: 5, 8: 3, 12: 3, 20: 1}.items()
    for _n in range(hundredths)
)
_HOURS = (0, 1, 2, 2, 1, 1, 0, 0, -1, -1, 3, 4, 5, 6, 8, 4, 7, 3, 9, 10, 11, 12)  # UTC, from 9 to 9


@dataclass
class Said:
    at: float  # seconds since 1970
    direction: str
    paragraphs: list[list[Phrase]]
    member: int = 0  # which of the team

    @property
    def text(self) -> str:
        return "\n\n".join(" ".join(p.text for p in each) for each in self.paragraphs)

    @property
    def phrases(self) -> list[Phrase]:
        return [phrase for paragraph in self.paragraphs for phrase in paragraph]


@dataclass
class Life:
    customer: Known
    is_new: bool  # the customer's first ticket
    topic: dict[str, Any]
    subject: Phrase
    source: str
    said: list[Said] = field(default_factory=list)
    status: str = "new"
    solved_at: float = 0.0
    assignee: int = -1
    tags: tuple[str, ...] = ()
    priority: int = 2

    @property
    def updated_at(self) -> float:
        return max(self.said[-1].at, self.solved_at)


def began_at(place: int, of: int, now: float, dice: Random) -> float:
    """Return when ticket number ``place`` of ``of`` came: a growing company, mostly by day."""
    passed = ((place + dice.random()) / of) ** GROWTH
    at = now - YEARS * 365 * DAY * (1 - passed)
    day = at - at % DAY
    at = day + (_HOURS[int(dice.random() * len(_HOURS))] + dice.random()) * 3600
    if datetime.fromtimestamp(at, UTC).weekday() > 4 and dice.random() < 0.6:
        at += 2 * DAY
    return at if at < now - 60 else now - 60 - dice.random() * 6 * 3600


class Telling:
    """Makes lives up, out of the sentences of one language each."""

    def __init__(self, told: dict[str, dict[str, Any]], speech: Speech, dice: Random) -> None:
        self._told, self._speech, self._dice = told, speech, dice

    def life(self, place: int, customer: Known, is_new: bool, at: float, now: float) -> Life:
        dice, told = self._dice, self._told[customer.language]
        topic = self._one(told["topic"])
        product = self._one(topic.get("products") or told["products"])
        chance = dice.random()
        source = (
            "email" if chance < 0.76
            else "phone" if chance < 0.9 else "api" if chance < 0.97 else "visit"
        )  # fmt: skip
        life = Life(
            customer, is_new, topic, self._filled(self._one(topic["subjects"]), product, True),
            source, priority=3 if dice.random() < 0.06 else 1 if dice.random() < 0.04 else 2,
        )  # fmt: skip
        if dice.random() < 0.6:
            life.tags = tuple(topic["tags"][: 1 + int(dice.random() * 2)])
        self._tell(life, told, product, place, at, now)
        self._end(life, now)
        return life

    def _tell(
        self, life: Life, told: dict[str, Any], product: str, place: int, at: float, now: float
    ) -> None:
        dice = self._dice
        is_long = place % LONG_EVERY == LONG_EVERY // 2
        length = LONG if is_long else _LENGTHS[int(dice.random() * len(_LENGTHS))]
        order = None
        if dice.random() < 0.7:
            day = datetime.fromtimestamp(at - 3 * DAY, UTC)
            order = order_number(f"{day:%Y%m%d}-{place + 1:07}")
        direction, member = "in", int(dice.random() * 12)
        for number in range(length):
            words = self._words(life, told, product, order, direction, number)
            life.said.append(Said(at, direction, words, member))
            longest = 6 if is_long else 40  # hours until the next word
            at += 600 + longest * 3600 * dice.random() ** 3
            if at > now:
                break
            if direction == "in":
                direction = "note" if dice.random() < 0.1 else "out"
            else:
                direction = "out" if direction == "note" or dice.random() < 0.15 else "in"
        if len(life.said) > 1 or dice.random() < 0.4:
            life.assignee = member

    def _words(
        self, life: Life, told: dict[str, Any], product: str, order: Phrase | None,
        direction: str, number: int,
    ) -> list[list[Phrase]]:  # fmt: skip
        topic, say, one = life.topic, self._speech.say, self._one
        if direction == "note":
            return [[say(one(told["notes"]))]]
        if direction == "in":
            if number:
                words = [say(one(told["again"]))]
                if self._dice.random() < 0.4:
                    words.append(self._filled(one(topic["asks"]), product))
                return [words, [say(one(told["thanks"]))]]
            words = [
                self._filled(ask, product)
                for ask in self._dice.sample(topic["asks"], 2 + int(self._dice.random() * 3))
            ]
            numbered = [[say(told["order"]), order]] if order else []
            return [[say(one(told["greetings"]))], words, *numbered, [say(one(told["thanks"]))]]
        greeting = self._filled(one(told["answer_greetings"]), life.customer.name.text)
        words = [say(one(topic["answers"] if number < 3 else told["answers_again"]))]
        if self._dice.random() < 0.6:
            words.append(say(one(topic["answers"])))
        return [[greeting], words, [say(one(told["answer_thanks"]))]]

    def _end(self, life: Life, now: float) -> None:
        dice, last = self._dice, life.said[-1]
        age = (now - last.at) / DAY
        if (age > 14 and dice.random() < 0.985) or (
            last.direction == "out" and dice.random() < 0.6
        ):
            solved = last.at + 1800 + dice.random() * min(3 * DAY, max(now - last.at - 3600, 0))
            if solved < now:
                life.solved_at = solved
                life.status = "closed" if age > 30 and dice.random() < 0.4 else "solved"
                life.assignee = max(life.assignee, 0)
                return
        if len(life.said) == 1:
            life.status = "new"
        elif last.direction == "in":
            life.status = "open"
        else:
            life.status = "on_hold" if dice.random() < 0.2 else "pending"

    def _filled(self, pattern: str, filling: str, is_name: bool = False) -> Phrase:
        return self._speech.say(pattern, filling if "{" in pattern else "", is_name=is_name)

    def _one(self, things: list[Any]) -> Any:
        return things[int(self._dice.random() * len(things))]
