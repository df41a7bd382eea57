"""Claiming due rows: one conditional UPDATE, never look-then-write."""

import secrets
from datetime import timedelta
from typing import TypeVar

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from maru.kit.database.owners import owner_name


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


def free(rows: models.QuerySet[Row], owner: str) -> int:
    """End the leases that the process ``owner`` held on ``rows``; return how many."""
    held = rows.filter(lease_owner__startswith=f"{owner}-", lease_until__isnull=False)
    return held.update(lease_until=None)
