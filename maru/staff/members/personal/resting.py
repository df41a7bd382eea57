from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event

if TYPE_CHECKING:
    from maru.staff.members.member import Member


class Resting(models.Model):
    """A member who is at work and is given nothing new for a while: after something hard. What
    they have stays theirs. It ends by itself, since it is asked by its time."""

    resting_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def _me(self) -> Member:
        return cast("Member", self)

    def is_resting_at(self, at: datetime) -> bool:
        return self.resting_until is not None and self.resting_until > at

    def rest(
        self, until: datetime, *, by: Actor | None, why: str = "", because: Event | None = None
    ) -> bool:
        """Be given nothing new until then; False if they rest as long already. One event."""
        with transaction.atomic():
            shorter = Q(resting_until=None) | Q(resting_until__lt=until)
            if not self._row.filter(shorter).update(resting_until=until):
                return False
            after = {"until": until.isoformat(), "why": why}
            Event.record("member.resting", self._me, by=by, after=after, because=because)
        self.resting_until = until
        return True

    def end_rest(self, *, by: Actor | None) -> bool:
        """Be given new ones again; False if they were. One event."""
        with transaction.atomic():
            if not self._row.filter(resting_until__gt=timezone.now()).update(resting_until=None):
                return False
            Event.record("member.rested", self._me, by=by)
        self.resting_until = None
        return True

    @property
    def _row(self) -> models.QuerySet[Member]:
        return type(self._me).objects.get_queryset().filter(pk=self._me.pk)
