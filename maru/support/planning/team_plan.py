from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from maru.staff.company.models import Calendar
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team

USUAL_SHRINKAGE = 20  # per cent


class TeamPlanQuerySet(models.QuerySet["TeamPlan"]):
    def visible_to(self, member: Member) -> TeamPlanQuerySet:
        """Return those of the teams that ``member`` may know of, if they lead anybody."""
        if not member.can(Power.RESCUE):
            return self.none()
        return self.filter(team__in=Team.objects.visible_to(member))


class TeamPlan(models.Model):
    """How one team is staffed: when it is open, and how much of their time people are not there
    for customers (meetings, training, sickness that nobody planned), in per cent."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="plan")
    calendar = models.ForeignKey(
        Calendar, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    shrinkage = models.PositiveSmallIntegerField(
        default=USUAL_SHRINKAGE, validators=[MaxValueValidator(80)]
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = TeamPlanQuerySet.as_manager()

    def __str__(self) -> str:
        return f"plan of team {self.team_id}"
