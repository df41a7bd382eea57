from __future__ import annotations

from datetime import datetime

from django.db import models


class AnsweredAddress(models.Model):
    """An address to which something was to go by itself, and when last: over all brands and
    tickets. Whoever decides about it holds this row (brake.py)."""

    address = models.CharField(max_length=254, unique=True)  # lower case
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.address

    @classmethod
    def hold(cls, address: str, at: datetime) -> None:
        """Let nobody else decide about ``address`` until the transaction ends. Two queries."""
        held = 0
        while not held:  # an old one may be forgotten in between
            AnsweredAddress.objects.bulk_create(
                [AnsweredAddress(address=address)], ignore_conflicts=True
            )
            held = cls.objects.filter(address=address).update(last_at=at)
