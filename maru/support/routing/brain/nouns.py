"""What the brain is told of: work that waits, people who could have it, and a team's rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Presence(StrEnum):
    HERE = "here"
    AWAY = "away"
    BREAK = "break"
    OFF = "off"  # no shift of theirs
    LEAVE = "leave"  # absent, as it was planned


class Strategy(StrEnum):
    ROUND_ROBIN = "round_robin"
    LEAST_BUSY = "least_busy"
    BEST_FIT = "best_fit"


class Part(StrEnum):
    """What best fit looks at; each is between 0 and 1, times its weight."""

    SKILL = "skill"  # how far beyond what is needed
    FREE = "free"  # how much of their capacity is left
    KNOWN = "known"  # they helped this customer lately
    LANGUAGE = "language"  # they speak the customer's
    REST = "rest"  # how long ago they were given something, among those who can have it


class Out(StrEnum):
    """Why somebody cannot have a piece of work."""

    AWAY = "away"
    BREAK = "break"
    OFF = "off"
    LEAVE = "leave"
    UNFIT = "unfit"  # does not work for its brand
    DECLINED = "declined"  # did not want it, or let the time of the offer pass
    SKILL = "skill"
    LANGUAGE = "language"
    FULL = "full"


ABSENCES = {
    Presence.AWAY: Out.AWAY, Presence.BREAK: Out.BREAK, Presence.OFF: Out.OFF,
    Presence.LEAVE: Out.LEAVE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Need:
    """A skill that a piece of work needs, and how much of it: 1 to 5."""

    skill: int
    level: int = 1


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work that waits. Times are seconds since 1970."""

    key: int
    kind: str
    since: float
    priority: int = 2  # 1 low .. 4 urgent
    due: float | None = None
    brand: int = 0
    language: str = ""  # "" where it is not known
    needs: tuple[Need, ...] = ()
    known_to: int | None = None  # who helped its customer last, within the days of the rules
    passed_by: frozenset[int] = frozenset()  # who declined it


@dataclass(slots=True)
class Person:
    """Somebody who could have work. ``load`` and ``capacity`` are by kind of work; ``given_at`` is
    when they were last given some, 0 for never."""

    key: int
    presence: Presence = Presence.HERE
    skills: Mapping[int, int] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()  # empty: nobody said, so it is no obstacle
    brands: frozenset[int] | None = None  # None: all
    load: dict[str, int] = field(default_factory=dict)
    capacity: Mapping[str, int] = field(default_factory=dict)
    given_at: float = 0.0

    def room(self, kind: str) -> int:
        return self.capacity.get(kind, 0) - self.load.get(kind, 0)


WEIGHTS: Mapping[str, int] = {
    Part.SKILL: 3, Part.FREE: 5, Part.KNOWN: 4, Part.LANGUAGE: 2, Part.REST: 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """How a team wants it."""

    strategy: Strategy = Strategy.ROUND_ROBIN
    weights: Mapping[str, int] = field(default_factory=lambda: dict(WEIGHTS))
    prefers_known: bool = False  # who helped the customer lately comes first
    needs_language: bool = False  # who does not speak it cannot have it


@dataclass(slots=True)  # not frozen: that costs three times as much, of hundreds
class Candidate:
    """One person as the brain saw them. ``out``: why they could not have it, '' where they could;
    ``lacks`` is the skill they lack. The higher ``score`` is the better, by strategy."""

    person: int
    out: str = ""
    lacks: int | None = None
    score: float = 0.0
    parts: Mapping[str, float] = field(default_factory=dict)
    load: int = 0
    capacity: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets it (None: nobody can), and everybody who was looked at, the best first."""

    work: Work
    person: int | None
    candidates: tuple[Candidate, ...]

    @property
    def outs(self) -> dict[str, int]:
        """Return how many could not have it, by reason."""
        found: dict[str, int] = {}
        for each in self.candidates:
            if each.out:
                found[each.out] = found.get(each.out, 0) + 1
        return found
