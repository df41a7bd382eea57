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


@dataclass
class Tail:
    """Where the hub stands. ``floor`` is the id below which nothing new can appear."""

    feed: Feed
    floor: int = -1
    _told: set[int] = field(default_factory=set)

    def begin(self) -> int:
        """Stand at the end, as after a pause; return the newest id."""
        self.floor = self.feed.newest()
        self._told.clear()
        return self.floor

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
