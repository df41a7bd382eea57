from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from maru.support.autoanswers.auto_answer import AutoAnswer

EVERY = timedelta(hours=1)  # S4: at most one an hour to one address
DAILY = 3  # S5: and so many a day, for programs that answer without saying that they are one


class AnsweredAddress(models.Model):
    """An address that was answered by itself, and when last: over all brands and tickets."""

    address = models.CharField(max_length=254, unique=True)  # lower case
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.address

    @classmethod
    def take_turn(cls, address: str, at: datetime) -> bool:
        """Return whether ``address`` may be answered now; if so, nobody else may for an hour.

        One conditional UPDATE: of two workers with two mails of one writer,
        one gets the turn. Call it in the transaction that sends.
        """
        lately = AutoAnswer.objects.filter(address=address, sent_at__gt=at - timedelta(days=1))
        if lately.count() >= DAILY:
            return False
        AnsweredAddress.objects.bulk_create(
            [AnsweredAddress(address=address)], ignore_conflicts=True
        )
        rested = Q(last_at=None) | Q(last_at__lte=at - EVERY)
        return bool(cls.objects.filter(rested, address=address).update(last_at=at))
