from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from maru.staff.members.models import Member
from maru.support.servicelevels.kept import Kept
from maru.support.servicelevels.level import ServiceLevel
from maru.support.servicelevels.targets import Target
from maru.support.tickets.choices import label_of
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.servicelevels.showing import Line


class ClockQuerySet(models.QuerySet["Clock"]):
    def visible_to(self, member: Member) -> ClockQuerySet:
        return self.filter(ticket__in=Ticket.objects.visible_to(member))

    def awaited(self) -> ClockQuerySet:
        """Return those that are to be warned of, or told as missed, at ``due_at``."""
        return self.filter(due_at__isnull=False)

    def lines(self, ticket: Ticket) -> list[Line]:
        """Return the clocks of ``ticket`` as its page shows them. One query."""
        from maru.support.servicelevels.showing import lines_of

        return lines_of(ticket)

    def most_urgent_first(self) -> ClockQuerySet:
        return self.order_by(F("promised_at").asc(nulls_last=True), "id")


class Clock(Kept):
    """How one ticket stands to one promise (0400)."""

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="clocks", db_index=False
    )
    target = models.CharField(max_length=12, choices=Target.choices)
    level = models.ForeignKey(
        ServiceLevel, null=True, on_delete=models.SET_NULL, related_name="clocks"
    )
    # What is waited for an answer to; no foreign key, since an answer may be taken back.
    message_id = models.BigIntegerField(null=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "target"], name="one_clock_a_target")
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="clocks_awaited", condition=Q(due_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.target} of #{self.ticket_id}: {self.state}"

    def get_target_display(self) -> str:  # type: ignore[no-redef]
        return label_of(Target, self.target)
