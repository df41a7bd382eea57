from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from maru.kit.database.leases import Leased
from maru.staff.members.models import Member
from maru.support.servicelevels.level import ServiceLevel
from maru.support.servicelevels.targets import State, Target
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


class Clock(Leased):
    """How one ticket stands to one promise, as it was last worked out (0400).

    ``promised_at``: when the promise is, or was, broken. ``due_at``: when there is something to
    tell of it. ``warned_for``, ``breached_for``: the moment of which was told, so that nothing is
    told twice, whatever any clock says.
    """

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="clocks", db_index=False
    )
    target = models.CharField(max_length=12, choices=Target.choices)
    level = models.ForeignKey(
        ServiceLevel, null=True, on_delete=models.SET_NULL, related_name="clocks"
    )
    state = models.CharField(max_length=8, choices=State.choices)
    goal = models.PositiveIntegerField()  # seconds
    used = models.PositiveIntegerField()  # seconds that had run when it was worked out
    started_at = models.DateTimeField()
    promised_at = models.DateTimeField(null=True)
    warns_at = models.DateTimeField(null=True)
    paused_since = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    warned_for = models.DateTimeField(null=True)
    breached_for = models.DateTimeField(null=True)
    # What is waited for an answer to; no foreign key, since an answer may be taken back.
    message_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)

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

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        return label_of(State, self.state)

    @property
    def is_open(self) -> bool:
        """Whether the promise can still be kept, or at least be met late."""
        return self.ended_at is None

    @property
    def is_late(self) -> bool:
        late = self.promised_at is not None and self.promised_at <= timezone.now()
        return self.state == State.BREACHED or (self.state == State.RUNNING and late)

    @property
    def is_soon(self) -> bool:
        return bool(self.warns_at and self.warns_at <= timezone.now())

    @property
    def left(self) -> int:
        """Open seconds that were left when it was worked out."""
        return max(0, self.goal - self.used)

    def next_word(self) -> datetime | None:
        """Return when there is something to tell of it; None for nothing."""
        if self.state not in {State.RUNNING, State.BREACHED} or self.promised_at is None:
            return None
        if self.breached_for == self.promised_at:
            return None
        if self.state == State.BREACHED or not self.warns_at or self.warned_for == self.promised_at:
            return self.promised_at
        return self.warns_at
