"""Claiming due rows: one conditional UPDATE, never look-then-write."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    models,
    transaction,
)
from django.db.models import F, Q
from django.utils import timezone

from maru.kit.database.away import is_too_much
from maru.kit.database.full import is_full
from maru.kit.database.owners import owner_name

# Due whatever the clock says, and before all that was put off: a clock that is set back, or that
# of another machine, keeps nothing waiting (D11). Among such rows the key decides, which is the
# order in which they came.
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
SUSPECT = 2  # tries without an end, after which a row is claimed alone


class Leased(models.Model):
    """A row that a worker takes for a while. When the lease runs out, another may take it."""

    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now, null=True)
    lease_owner = models.CharField(max_length=40, default="", blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def is_mine(self) -> Q:
        """Return the condition that this row is still leased to the one who claimed it."""
        return Q(pk=self.pk, lease_owner=self.lease_owner)


Row = TypeVar("Row", bound=Leased)

# Of one claim: kind, name of the claim, keys, and whether the rows were tried.
_dropped: list[tuple[type[Leased], str, list[int], bool]] = []


def is_due() -> Q:
    """Return the condition for rows that are due and leased to nobody."""
    now = timezone.now()
    return Q(due_at__lte=now) & (Q(lease_until=None) | Q(lease_until__lt=now))


def claim(
    rows: models.QuerySet[Row], *, limit: int, lease: timedelta, **changes: object
) -> list[Row]:
    """Lease up to ``limit`` due rows of ``rows``, oldest first, and return them.

    ``changes`` are fields set in the same UPDATE. Each claim counts as an
    attempt. Two workers never get the same row: PostgreSQL skips locked ones,
    SQLite has one writer. Costs three queries.
    """
    due = rows.filter(is_due()).order_by("due_at", "pk")
    if connection.vendor == "postgresql":
        due = due.select_for_update(skip_locked=True, of=("self",))
    everything = rows.model._default_manager
    # A name of its own for each claim: whoever comes late cannot mistake a later one for it.
    owner = f"{owner_name()}-{secrets.token_hex(6)}"
    keys: list[int] = []
    try:
        with transaction.atomic():
            keys = list(due.values_list("pk", flat=True)[:limit])
            if not keys:
                return []
            everything.filter(pk__in=keys).update(
                lease_owner=owner,
                lease_until=timezone.now() + lease,
                attempts=F("attempts") + 1,
                **changes,
            )
        return list(everything.filter(pk__in=keys, lease_owner=owner).order_by("pk"))
    except DatabaseError:
        # Perhaps it was committed, and only the word of it was lost: nobody would know of it.
        _dropped.append((rows.model, owner, keys, False))
        raise


def claims(rows: models.QuerySet[Row], *, limit: int, lease: timedelta) -> Iterator[list[Row]]:
    """Yield a claim of up to ``limit`` rows, then one of a single suspect; either may be empty.

    What was claimed again and again without an end may be what ends the worker. It is claimed
    alone, so that a death counts against no other, and once the others are done, so that it
    keeps none of them waiting (D4).
    """
    yield claim(rows.filter(attempts__lt=SUSPECT), limit=limit, lease=lease)
    yield claim(rows.filter(attempts__gte=SUSPECT), limit=1, lease=lease)


@contextmanager
def given_back(claimed: Sequence[Leased]) -> Iterator[None]:
    """Give back those of ``claimed`` that are still leased when the block fails: what stands in it
    then, of one claim or several.

    Without that they would wait for their lease, since their owner lives. The database that
    failed may still be away, so it is noted here and done by ``give_back``.
    """
    try:
        yield
    except Exception as error:
        for owner in {row.lease_owner for row in claimed}:
            keys = [row.pk for row in claimed if row.lease_owner == owner]
            _dropped.append((type(claimed[0]), owner, keys, not went_away(error)))
        raise


def went_away(error: BaseException) -> bool:
    """Return whether the database or the disk refused, so that the row itself was not tried."""
    if is_full(error):
        return True
    return isinstance(error, OperationalError | InterfaceError) and not is_too_much(error)


def give_back() -> None:
    """Free what ``given_back`` noted in this process. Raises DatabaseError, and keeps it noted."""
    while _dropped:
        kind, owner, keys, is_try = _dropped[0]
        mine = Q(pk__in=keys, lease_owner=owner)
        held = kind._default_manager.filter(mine, lease_until__isnull=False)
        held.update(lease_until=None, attempts=F("attempts") - (0 if is_try else 1))
        _dropped.pop(0)


def free(rows: models.QuerySet[Row], owner: str) -> int:
    """End the leases that the process ``owner`` held on ``rows``; return how many."""
    held = rows.filter(lease_owner__startswith=f"{owner}-", lease_until__isnull=False)
    return held.update(lease_until=None)
