"""How many tickets a view holds: counted once for all who see the same, and kept while it holds."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from maru.kit.conditions.asking import ME
from maru.kit.conditions.tree import Condition, tests_of
from maru.kit.database.counting import CAP, count_up_to
from maru.staff.members.models import Member
from maru.support.tickets.audience import audience_of
from maru.support.tickets.reading.seen import changes_of
from maru.support.tickets.vocabulary import names

SLOW = 0.05  # seconds: a count that takes no longer is made anew whenever something happened
SHARE = 20  # one that took t seconds stands 20 t: counting takes no more than a twentieth
LONGEST = 5.0  # seconds that a count may be behind what happened
QUIET = 60.0  # seconds that it stands while nothing happens
KEPT = 4_000  # counts in memory


@dataclass(frozen=True)
class _Count:
    number: int
    took: float  # seconds
    at: float  # of the monotonic clock
    seen: int  # the last event when it was counted


class Counts:
    """The counts that one process keeps. ``clock`` gives seconds, and never goes back."""

    slow = SLOW  # seconds, as above

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kept: OrderedDict[Any, _Count] = OrderedDict()

    def count(
        self,
        key: Any,
        rows: Callable[[], QuerySet[Any]],
        *,
        seen: int,
        by_clock: bool = False,
        cap: int = CAP,
    ) -> int:
        """Return how many ``rows`` there are, up to ``cap`` + 1; kept under ``key`` while it holds.

        ``seen``: the last event so far, 0 when it is not known. ``by_clock``: what it
        holds changes by time alone. Costs one query, or none.
        """
        now = self._clock()
        with self._lock:
            kept = self._kept.get(key)
            if kept and self._holds(kept, now, seen, by_clock):
                self._kept.move_to_end(key)
                return kept.number
        number = count_up_to(rows(), cap)
        done = self._clock()
        with self._lock:
            self._kept[key] = _Count(number, done - now, now, seen)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return number

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()

    def _holds(self, kept: _Count, now: float, seen: int, by_clock: bool) -> bool:
        age = now - kept.at
        if kept.took > self.slow and age < min(SHARE * kept.took, LONGEST):
            return True
        return 0 < seen == kept.seen and age < (LONGEST if by_clock else QUIET)


HERE = Counts()  # of this process


def asks_who_looks(condition: Condition) -> bool:
    return any(
        test.value == ME or (isinstance(test.value, tuple) and ME in test.value)
        for test in tests_of(condition)
    )


def passes_by_the_clock(condition: Condition) -> bool:
    by_clock = {"within", "older_than", "last_days", "next_days"}
    return any(test.op in by_clock for test in tests_of(condition))


def asks_what_is_unread(condition: Condition) -> bool:
    return names(condition, "unread")


def readers_of(member: Member, *, as_me: bool, as_reader: bool = False) -> tuple[Any, ...]:
    """Return what all members have in common who see the same tickets as ``member``.

    ``as_me``: the view asks who looks, so that each has a count of their own. ``as_reader``:
    it asks what they have read, too; what they read by another process is seen later. The time
    zone is among it: a day that a view names begins where its reader is.
    """
    return (
        audience_of(member),
        member.pk if as_me or as_reader else 0,
        changes_of(member) if as_reader else 0,
        timezone.get_current_timezone_name(),
    )
