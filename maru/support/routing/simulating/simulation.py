from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from maru.staff.errands.models import Errand
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team

KIND = "simulation"  # of its errand


class SimulationQuerySet(models.QuerySet["Simulation"]):
    def visible_to(self, member: Member) -> SimulationQuerySet:
        """Return those of the teams that ``member`` forms."""
        if not member.can(Power.PEOPLE):
            return self.none()
        return self.filter(team__in=Team.objects.visible_to(member))


class Simulation(models.Model):
    """The last days of a team, played with its rules as they are and as they might be."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="simulations")
    errand = models.OneToOneField(Errand, on_delete=models.PROTECT, related_name="simulation")
    days = models.PositiveSmallIntegerField()
    until = models.DateTimeField(default=timezone.now)
    variants = models.JSONField()  # of Variant, the first as it is now
    outcomes = models.JSONField(default=list)  # of each, once it was played
    measured = models.PositiveIntegerField(default=0)  # tickets of which it is known what they took
    usual = models.PositiveIntegerField(default=0)  # seconds that the others are taken to need

    objects = SimulationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.days} days of team {self.team_id}"

    @property
    def told(self) -> list[dict[str, Any]]:
        """Each variant with what it led to, as far as it was played."""
        return [
            {"variant": variant, "outcome": outcome}
            for variant, outcome in zip(self.variants, self.outcomes, strict=False)
        ]
