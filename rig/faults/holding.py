"""What open pages hold of what happened: told by number, read anew, or neither, which is a gap."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

What = tuple[int, str]  # ticket and verb


@dataclass(frozen=True)
class Happened:
    """One event; ``at`` is when it was written, a moment before it was committed."""

    ticket: int
    verb: str
    at: float


class Heard:
    """What one page was told, and when; ``anew`` are the times it was told to read everything.

    ``numbers`` is shared by all pages: hundreds of them hear ten thousand things each.
    """

    def __init__(self, numbers: dict[What, int]) -> None:
        self._numbers = numbers
        self._whats, self._times = array("L"), array("d")
        self.anew: list[float] = []

    def note(self, ticket: int, verb: str, at: float) -> None:
        self._whats.append(self._numbers.setdefault((ticket, verb), len(self._numbers)))
        self._times.append(at)

    def times(self) -> dict[int, list[float]]:
        found: defaultdict[int, list[float]] = defaultdict(list)
        for what, at in zip(self._whats, self._times, strict=True):
            found[what].append(at)
        return found


@dataclass
class Held:
    """How many pairs of a page and an event; ``anew`` holds what no number told."""

    by_number: int = 0
    anew: int = 0
    gaps: int = 0


def held(pages: Sequence[Heard], happened: Sequence[Happened], numbers: dict[What, int]) -> Held:
    """Judge every page. One message tells of one event, and of none that came after it."""
    events: defaultdict[int, list[float]] = defaultdict(list)
    for each in sorted(happened, key=lambda one: one.at):
        events[numbers.setdefault((each.ticket, each.verb), len(numbers))].append(each.at)
    result = Held()
    for page in pages:
        told, read = page.times(), max(page.anew, default=0.0)
        for what, ats in events.items():
            messages = iter(told.get(what, ()))
            for at in ats:
                if any(message >= at for message in messages):  # goes on behind the one it found
                    result.by_number += 1
                elif read >= at:
                    result.anew += 1
                else:
                    result.gaps += 1
    return result
