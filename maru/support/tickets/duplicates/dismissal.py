from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import Member

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket

VERB = "ticket.not_duplicate"


class NotDuplicate(models.Model):
    """Somebody has looked at two tickets: they are about two things. So for everybody.

    ``low`` is the one with the lower number.
    """

    low: models.ForeignKey[Ticket, Ticket] = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="unlike_higher"
    )
    high: models.ForeignKey[Ticket, Ticket] = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="unlike_lower"
    )
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="one_dismissal_a_pair"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="dismissal_low_high"),
        ]

    def __str__(self) -> str:
        return f"#{self.low_id} is not #{self.high_id}"

    @classmethod
    def say(cls, one: Ticket, other: Ticket, *, by: Member) -> bool:
        """Suggest neither beside the other any more; False if that was said, or for one ticket."""
        low, high = sorted([one, other], key=lambda each: each.pk)
        if low == high:
            return False
        with transaction.atomic():
            _row, is_new = cls.objects.get_or_create(low=low, high=high, defaults={"by": by})
            if is_new:
                _record(low, high, by, is_said=True)
        return is_new

    @classmethod
    def take_back(cls, one: Ticket, other: Ticket, *, by: Member) -> bool:
        """Undo ``say``; False if there is nothing to undo."""
        low, high = sorted([one, other], key=lambda each: each.pk)
        with transaction.atomic():
            if not cls.objects.filter(low=low, high=high).delete()[0]:
                return False
            _record(low, high, by, is_said=False)
        return True

    @classmethod
    def of(cls, ticket: Ticket) -> set[int]:
        """Return the numbers of the tickets that are not about the same. Costs one query."""
        rows = cls.objects.filter(Q(low=ticket) | Q(high=ticket)).values_list("low_id", "high_id")
        return {number for pair in rows for number in pair} - {ticket.pk}


def _record(low: Ticket, high: Ticket, by: Member, *, is_said: bool) -> None:
    events = []
    for ticket, other in ((low, high), (high, low)):
        before, after = (None, other.pk) if is_said else (other.pk, None)
        events.append(Event.about(VERB, ticket, by=by, before=before, after=after))
    Event.record_all(events)
