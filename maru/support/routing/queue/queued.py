from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.utils import timezone

from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.routing.brain.nouns import Work
from maru.support.routing.brain.queueing import moment_of
from maru.support.routing.choices import Because
from maru.support.routing.giving.seat import SHORT
from maru.support.tickets.choices import NEVER

ORDER = ("moment", "since", "item", "id")  # in which work leaves a queue: as place_of has it


class Queued(models.Model):
    """A piece of work that waits for somebody, since when and why. What waits is told by the work
    itself (kinds.py); this row holds what it cannot tell, and goes once somebody has it. So that
    nobody reads a whole queue to find what is first, it also keeps where it stands (0423)."""

    kind = models.CharField(max_length=SHORT)
    item = models.BigIntegerField()  # its number within its kind
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="queue")
    since = models.DateTimeField(default=timezone.now)
    because = models.CharField(max_length=10, choices=Because.choices, default=Because.NEW)
    # As the work was when ``moment`` was reckoned; 0: not yet.
    priority = models.PositiveSmallIntegerField(default=0)
    promised_at = models.DateTimeField(default=NEVER)
    # Until when it wants to be dealt with (moment_of): what leaves the queue first.
    moment = models.DateTimeField(default=timezone.now)
    came_from = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    passed_by = models.JSONField(default=dict)  # id of a member who passed it on: when (ISO)
    is_over = models.BooleanField(default=False)  # it came over from another team (overflow)
    # Why nobody has it yet: how many cannot, by reason (Out); {} while nobody has looked.
    outs = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "item"], name="queued_once")]
        indexes = [
            models.Index(fields=["team", "since"], name="queue_of_team"),
            models.Index(fields=["team", *ORDER], name="queue_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item} in the queue of team {self.team_id}"

    @property
    def place(self) -> tuple[datetime, datetime, int, int]:
        """Its values of ORDER."""
        return self.moment, self.since, self.item, self.pk

    def stand(self, priority: int, promised_at: datetime) -> None:
        """Take its place by what the work says now. Nothing is saved."""
        self.priority, self.promised_at = priority, promised_at
        due = None if promised_at == NEVER else promised_at.timestamp()
        work = Work(self.item, self.kind, self.since.timestamp(), priority=self.priority, due=due)
        self.moment = datetime.fromtimestamp(moment_of(work), UTC)
