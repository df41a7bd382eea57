from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from maru.staff.company.models import Brand
from maru.staff.teams.models import Team
from maru.support.automation.rule import CONTENT, Rule


class RuleVersion(models.Model):
    """What a rule said from one change to the next; only ever added to."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    why = models.CharField(max_length=200, blank=True, default="")  # what the change was for
    by_name = models.CharField(max_length=200, default="")
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="rule_versions_numbered")
        ]

    @property
    def fields(self) -> dict[str, Any]:
        """What ``Rule.revise`` takes; brands and teams that are gone are left out."""
        return {
            **{name: self.content[name] for name in CONTENT},
            "brands": list(Brand.objects.filter(pk__in=self.content["brands"])),
            "teams": list(Team.objects.filter(pk__in=self.content["teams"])),
        }

    def __str__(self) -> str:
        return f"{self.rule_id} v{self.number}"
