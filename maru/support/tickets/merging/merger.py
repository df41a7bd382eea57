from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from maru.staff.members.models import Member

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket

LONGEST = 500  # characters of a reason


class MergerQuerySet(models.QuerySet["Merger"]):
    def standing(self) -> MergerQuerySet:
        """Return those that were not undone."""
        return self.filter(undone_at=None)

    def visible_to(self, member: Member) -> MergerQuerySet:
        """Return those of which ``member`` sees both tickets."""
        from maru.support.tickets.ticket import Ticket

        seen = Ticket.objects.visible_to(member)
        return self.filter(ticket__in=seen, into__in=seen)


class Merger(models.Model):
    """One time that a ticket was merged into another: who, why, what came along, and whether
    it was undone."""

    ticket: models.ForeignKey[Ticket, Ticket] = models.ForeignKey(
        "tickets.Ticket", on_delete=models.PROTECT, related_name="mergers"
    )
    into: models.ForeignKey[Ticket, Ticket] = models.ForeignKey(
        "tickets.Ticket", on_delete=models.PROTECT, related_name="took_in"
    )
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="mergers")
    why = models.CharField(max_length=LONGEST, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    # The note that tells of it in ``into``: whoever has not seen it has not seen the messages.
    note_id = models.BigIntegerField()
    status_before = models.CharField(max_length=8)
    # What ``into`` had not had: {"tags": [id], "followers": [id], "participants": [id],
    # "copies": [id of a message that ``into`` held already], "event": id of its event}.
    brought = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="undone_mergers"
    )

    objects = MergerQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(undone_at=None), name="one_merger_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} into #{self.into_id}"
