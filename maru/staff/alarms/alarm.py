from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.staff.alarms.conditions import Condition, conditions
from maru.staff.members.models import Member


class AlarmState(models.TextChoices):
    RAISED = "raised", _("Raised")
    TOLD = "told", _("Told by mail")
    CLEARED = "cleared", _("Over")


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def open(self) -> AlarmQuerySet:
        return self.exclude(state=AlarmState.CLEARED)

    def visible_to(self, member: Member) -> AlarmQuerySet:
        """Return what ``member`` may mend."""
        return self.filter(name__in=[c.name for c in conditions.values() if member.can(c.power)])


class Alarm(models.Model):
    """One time that a condition did not hold. At most one of a condition is open."""

    name = models.CharField(max_length=40)  # of the condition
    state = models.CharField(max_length=8, choices=AlarmState.choices, default=AlarmState.RAISED)
    facts = models.JSONField(default=dict)  # figures for the condition's words
    raised_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)  # when it was last not as it should be
    told_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=~models.Q(state=AlarmState.CLEARED),
                name="one_open_alarm_a_condition",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    @property
    def condition(self) -> Condition:
        """Raises KeyError for one that this version does not know; visible_to leaves them out."""
        return conditions[self.name]

    @property
    def sentence(self) -> str:
        return self.condition.sentence(self.facts)

    @property
    def is_open(self) -> bool:
        return self.state != AlarmState.CLEARED
