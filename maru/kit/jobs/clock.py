"""A clock that is set back keeps nothing waiting: each row has a longest pause and lease (D11)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from maru.kit.database.leases import Leased
from maru.kit.jobs.sweeps import sweep

SLACK = timedelta(seconds=2)  # what the clocks of two machines may differ without a word

Rows = Callable[[], "QuerySet[Leased]"]


@dataclass(frozen=True)
class Bound:
    rows: Rows
    pause: timedelta
    lease: timedelta


_bounds: list[Bound] = []


def waits_at_most(rows: Rows, pause: timedelta, *, lease: timedelta) -> None:
    """Register that ``rows`` are due within ``pause`` from now and leased for ``lease`` at most.

    Whatever says otherwise was written by a clock that has been set back since, or by another
    machine's that is ahead.
    """
    _bounds.append(Bound(rows, pause, lease))


@sweep("clock", every=10)
def hold_to_bounds() -> int:
    """Bring back what would wait longer than it may; return 0. Costs two queries a bound."""
    now = timezone.now()
    for bound in _bounds:
        rows = bound.rows()
        rows.filter(due_at__gt=now + bound.pause + SLACK).update(due_at=now + bound.pause)
        rows.filter(lease_until__gt=now + bound.lease + SLACK).update(lease_until=now + bound.lease)
    return 0
