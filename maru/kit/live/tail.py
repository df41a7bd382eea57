"""Following the events by their ids, without losing one that commits late."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from maru.kit.live.seam import Feed, News

# Ids are given at INSERT, but a row is seen only after COMMIT: 8 may appear after
# 9. So everything younger than this is looked at again, and told once.
LATE = timedelta(seconds=10)
TOGETHER = 500


def standing(feed: Feed) -> int:
    """Return the id up to which nothing new can appear: what a page that is read now has seen.

    Who is told all after it misses nothing, and hears the last seconds twice. One query.
    """
    return feed.settled(timezone.now() - LATE)


@dataclass
class Tail:
    """Where the hub stands. ``floor`` is the id up to which nothing new can appear."""

    feed: Feed
    floor: int = -1
    _told: set[int] = field(default_factory=set)

    def begin(self) -> None:
        """Stand at the end, as after a pause: what is there now is not told."""
        self.floor = standing(self.feed)
        self._told = {news.id for news in self.feed.since(self.floor, TOGETHER)}

    def look(self) -> list[News]:
        """Return what has appeared since the last look, oldest first."""
        found = self.feed.since(self.floor, TOGETHER)
        new = [news for news in found if news.id not in self._told]
        self._told.update(news.id for news in new)
        settled = timezone.now() - LATE
        for news in found:
            if news.at >= settled and len(found) < TOGETHER:
                break
            self.floor = news.id
        self._told = {id for id in self._told if id > self.floor}
        return new
