"""How far the events are settled, told by the transactions that are open."""

from __future__ import annotations

from threading import Lock

from maru.kit.database.writing import End
from maru.kit.live.seam import Feed


class Ground:
    """Remembers where the events ended once, and who wrote then; for any thread.

    When the last of those has ended, nothing new can appear up to there.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._mark = End(0)
        self._floor = 0

    def look(self, feed: Feed) -> tuple[End, int]:
        """Return where the events end, and the id up to which nothing new can appear.

        The latter is 0 until it is known, and after the database was put back. One query.
        """
        mark, floor = self._mark, self._floor  # taken first: who has ended, had ended after it
        end = feed.end()
        with self._lock:
            if end.newest < floor:
                self._mark, self._floor = end, 0
            elif not mark.writing & end.writing:
                self._floor = max(self._floor, mark.newest)
                self._mark = end
            if not end.writing:
                self._mark, self._floor = end, max(self._floor, end.newest)
            return end, self._floor


HERE = Ground()  # of this process


def standing(feed: Feed) -> int:
    """Return what a page that is read now has seen: the id up to which nothing new can appear.

    Who is told all after it misses nothing, and hears the last moment twice. One query.
    """
    return HERE.look(feed)[1]
