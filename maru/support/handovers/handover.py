from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.handovers.part import HandoverPart

LONGEST = 10_000  # characters of what is said of all


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, member: Member) -> HandoverQuerySet:
        """Return what ``member`` handed over, and what was handed to them or a team of theirs."""
        teams = Team.objects.filter(members=member).values("pk")
        return self.filter(Q(by=member) | Q(to=member) | Q(team__in=teams))


class Handover(models.Model):
    """One time that a member told a colleague or a team what is open, in one step (0352)."""

    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="handovers")
    to = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="handed_over")
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="handovers")
    text = models.TextField(blank=True, default="")
    is_giving = models.BooleanField(default=False)  # the tickets, too
    is_leaving = models.BooleanField(default=False)  # and marks whoever hands over as away
    presence_before = models.JSONField(default=dict)  # what they were then; {}: away already
    event = models.ForeignKey(Event, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"handover {self.pk}"

    @property
    def whom(self) -> str:
        return str(self.to or self.team or "")

    @property
    def changes(self) -> dict[str, int | None]:
        """Return what becomes of each ticket, as actions have it."""
        if self.to_id:
            return {"assignee": self.to_id}
        return {"team": self.team_id, "assignee": None} if self.team_id else {}

    @property
    def may_be_undone(self) -> bool:
        return (self.is_giving or self.is_leaving) and self.undone_at is None

    def parts_for(self, member: Member) -> list[HandoverPart]:
        """Return what it says of the tickets that ``member`` sees. Two queries."""
        seen = self.parts.filter(ticket__in=Ticket.objects.visible_to(member))
        return list(seen.select_related("ticket").order_by("pk"))
