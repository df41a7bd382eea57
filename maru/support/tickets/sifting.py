from __future__ import annotations

from typing import Any

from django.db import models

from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.support.tickets.changing import Changing


class Sifting(Changing):
    """Spam: out of every list, count and automatic answer, but kept, and taken back in one step."""

    is_spam = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def mark_as_spam(self, *, by: Actor | None, because: Event | None = None) -> bool:
        """Put the ticket among the spam; return False if it was there already."""
        return self._sift(True, by=by, because=because)

    def clear_of_spam(self, *, by: Actor | None, because: Event | None = None) -> bool:
        """Bring the ticket back to where it was; return False if it was no spam."""
        return self._sift(False, by=by, because=because)

    def _sift(self, is_spam: bool, **who: Any) -> bool:
        return self.change("is_spam", is_spam, verb="ticket.spam", **who)
