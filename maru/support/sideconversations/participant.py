from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.sideconversations.conversation import SideConversation


class SideParticipantQuerySet(models.QuerySet["SideParticipant"]):
    def of(self, member: Member) -> SideParticipantQuerySet:
        """Return those by which ``member`` takes part: by name, or as one of a team."""
        mine = Team.objects.filter(members=member).values("pk")
        return self.filter(Q(member=member) | Q(team__in=mine))

    def outside(self) -> SideParticipantQuerySet:
        return self.exclude(address="")


class SideParticipant(models.Model):
    """Who is asked: a member, a team, or an address outside the company."""

    conversation = models.ForeignKey(
        SideConversation, on_delete=models.CASCADE, related_name="participants", db_index=False
    )
    member = models.ForeignKey(
        Member, null=True, on_delete=models.CASCADE, related_name="side_participations"
    )
    team = models.ForeignKey(
        Team, null=True, on_delete=models.CASCADE, related_name="side_participations"
    )
    address = models.CharField(max_length=254, blank=True, default="")  # in lower case
    name = models.CharField(max_length=200, blank=True, default="")  # what an address calls itself
    added_at = models.DateTimeField(default=timezone.now)

    objects = SideParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", name], condition=condition, name=f"side_{name}_once"
            )
            for name, condition in [
                ("member", Q(member__isnull=False)),
                ("team", Q(team__isnull=False)),
                ("address", ~Q(address="")),
            ]
        ]
        indexes = [
            models.Index(fields=["conversation", "id"], name="side_participants"),
            models.Index(fields=["address"], name="side_addresses", condition=~Q(address="")),
        ]

    def __str__(self) -> str:
        if self.member_id or self.team_id:
            return str(self.member or self.team)
        return f"{self.name} <{self.address}>" if self.name else self.address

    @property
    def short(self) -> str:
        """A name where there is one."""
        return str(self.member or self.team or self.name or self.address)

    @property
    def is_outside(self) -> bool:
        return bool(self.address)
