"""The customers: each comes out of their number, so that a million need no memory."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from random import Random
from typing import Any

from maru.project.seeding.phrase import Phrase, Speech, address

KOREAN = 0.67  # of them
BELONGING = 8  # one in so many belongs to an organization
_SPREAD = 2654435761  # Knuth's: neighbours become strangers


@dataclass(frozen=True)
class Known:
    """One customer, as their tickets need them."""

    place: int  # among the seeded ones
    language: str
    brand: int  # which of the brands
    organization: int | None  # which of the brand's
    name: Phrase
    address: Phrase


class Customers:
    """Who wrote before, and who writes for the first time."""

    def __init__(self, people: dict[str, Any], speech: Speech, seed: int, run: str) -> None:
        self._names, self._speech, self._seed, self._run = people["names"], speech, seed, run
        self._domains: dict[int, list[str]] = {}  # of organizations, by brand
        for row in people["organization"]:
            self._domains.setdefault(row["brand"], []).append(row["domain"])
        self._keys = array("q")  # primary keys by place
        self.count = 0

    def next(self, dice: Random) -> tuple[Known, bool]:
        """Return who writes now, and whether it is the first time. Few write often."""
        if not self.count or dice.random() < 0.36:
            self.count += 1
            return self.at(self.count - 1), True
        return self.at(int(self.count * dice.random() ** 1.7)), False

    def at(self, place: int) -> Known:
        mixed = (place * _SPREAD + self._seed * 40503) % 2**32
        names = self._names
        if mixed % 1000 < KOREAN * 1000:
            last, first = _two(names["last"], names["first"], mixed)
            name, local, language = last + first, "user", "ko"
        else:
            last, first = _two(names["english_last"], names["english_first"], mixed)
            name, local, language = f"{first} {last}", first.lower(), "en"
        brand = 2 if language == "en" and mixed % 4 else mixed % 2
        domain, organization = names["domains"][mixed // 7 % len(names["domains"])], None
        if mixed // 11 % BELONGING == 0:
            # Some have many people, most have few.
            theirs = self._domains[brand]
            organization = int(len(theirs) * (mixed // 13 % 1000 / 1000) ** 2)
            domain = theirs[organization]
        written = address(local, f"{self._run}{place + 1}", domain)
        named = self._speech.name(name)
        return Known(place, language, brand, organization, named, written)

    def has_key(self, key: int) -> None:
        """Remember the primary key of the next one that has none yet."""
        self._keys.append(key)

    def key(self, place: int) -> int:
        return self._keys[place]


def _two(last: list[str], first: list[str], mixed: int) -> tuple[str, str]:
    return last[mixed // 1000 % len(last)], first[mixed // 100_000 % len(first)]
