from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

EVERY = timedelta(hours=1)  # S4: at most one an hour to one address
DAILY = 3
SLACK = timedelta(minutes=1)  # what is later than that was written before the clock was set back


class LinkedAddress(models.Model):
    """An address that a link was mailed to, and when last: over all forms and brands."""

    address = models.CharField(max_length=254, unique=True)  # lower case
    last_at = models.DateTimeField(null=True)
    day_began_at = models.DateTimeField(null=True)
    in_day = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.address

    @classmethod
    def take_turn(cls, address: str, at: datetime) -> bool:
        """Return whether ``address`` may be mailed now; if so, nobody else may for an hour.

        One conditional UPDATE decides between two workers. Call it in the
        transaction that queues the mail.
        """
        LinkedAddress.objects.bulk_create([LinkedAddress(address=address)], ignore_conflicts=True)
        rested = cls.objects.filter(_over("last_at", EVERY, at), address=address)
        new_day = _over("day_began_at", timedelta(days=1), at)
        if rested.filter(new_day).update(last_at=at, day_began_at=at, in_day=1):
            return True
        counted = rested.filter(in_day__lt=DAILY)
        return bool(counted.update(last_at=at, in_day=models.F("in_day") + 1))

    @classmethod
    def mailed_since(cls, address: str, at: datetime) -> datetime | None:
        """Return when ``address`` was mailed within the last hour; None when it was not."""
        row = cls.objects.filter(~_over("last_at", EVERY, at), address=address).first()
        return row.last_at if row else None


def _over(name: str, length: timedelta, at: datetime) -> Q:
    """Return the condition that ``length`` is over since the moment in the field ``name``."""
    return Q(**{name: None}) | Q(**{f"{name}__lte": at - length}) | Q(**{f"{name}__gt": at + SLACK})
