"""Following the events by their ids, without losing one that commits late."""

from __future__ import annotations

from dataclasses import dataclass

from maru.kit.database.writing import End
from maru.kit.live.ground import HERE
from maru.kit.live.seam import Feed, News

MANY = 100  # news at once; more are one word, "everything", and the page reads anew
HELD = 2_000  # ids to remember while an old transaction keeps the floor down


@dataclass(frozen=True)
class Look:
    """What one look found, oldest first. When it ``is_everything``, pages read all anew.

    ``after`` is what a browser that heard it asks for when it comes back. What is told now is no
    part of that yet: the line may break before all of it is heard.
    """

    new: list[News]
    is_everything: bool
    after: int
    is_beyond: bool  # more than can be told, so the tail stands at the end anew
    end: End
    floor: int


class Tail:
    """Where the hub stands.

    All up to the floor has been told, but for what the transactions in ``_late`` may still add:
    once they have ended, pages look at everything.
    """

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._floor = 0
        self._told: set[int] = set()  # of those above the floor
        self._late: frozenset[str] = frozenset()

    @property
    def floor(self) -> int:
        """The id up to which nothing is told any more."""
        return self._floor

    def begin(self) -> None:
        """Stand at the end, as after a pause: what is there now is not told."""
        end, _floor = HERE.look(self._feed)
        self._stand_at(end, end.writing)

    def look(self) -> Look:
        """Return what has appeared; the same again until ``told`` is called."""
        end, floor = HERE.look(self._feed)
        found = self._feed.since(self._floor, MANY + 1 + len(self._told))
        new = [news for news in found if news.id not in self._told]
        is_beyond = len(new) > MANY or end.newest < self._floor  # or the database was put back
        has_ended = bool(self._late) and not self._late & end.writing
        is_everything = is_beyond or has_ended
        told_to = 0 if self._late else self._floor
        return Look(new, is_everything, floor if is_everything else told_to, is_beyond, end, floor)

    def told(self, look: Look) -> None:
        """Go forward: what ``look`` found has been told."""
        if look.is_beyond:
            self._stand_at(look.end, look.end.writing)
            return
        if look.is_everything:
            self._late = frozenset()
        self._floor = max(self._floor, look.floor)
        self._told.update(news.id for news in look.new)
        self._told = {id for id in self._told if id > self._floor}
        if len(self._told) > HELD:
            self._stand_at(look.end, self._late | look.end.writing)

    def _stand_at(self, end: End, late: frozenset[str]) -> None:
        self._floor, self._late, self._told = end.newest, late, set()
