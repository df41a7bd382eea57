from __future__ import annotations

from django.db import models
from django.utils import timezone

from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.routing.choices import Because
from maru.support.routing.giving.seat import SHORT


class Queued(models.Model):
    """A piece of work that waits for somebody, since when and why. What waits is told by the work
    itself (kinds.py); this row holds what it cannot tell, and goes once somebody has it."""

    kind = models.CharField(max_length=SHORT)
    item = models.BigIntegerField()  # its number within its kind
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="queue")
    since = models.DateTimeField(default=timezone.now)
    because = models.CharField(max_length=10, choices=Because.choices, default=Because.NEW)
    came_from = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    passed_by = models.JSONField(default=dict)  # id of a member who passed it on: when (ISO)
    is_over = models.BooleanField(default=False)  # it came over from another team (overflow)
    # Why nobody has it yet: how many cannot, by reason (Out); {} while nobody has looked.
    outs = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "item"], name="queued_once")]
        indexes = [models.Index(fields=["team", "since"], name="queue_of_team")]

    def __str__(self) -> str:
        return f"{self.kind} {self.item} in the queue of team {self.team_id}"
