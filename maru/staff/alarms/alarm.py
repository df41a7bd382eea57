from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AlarmState(models.TextChoices):
    RAISED = "raised", _("Raised")
    TOLD = "told", _("Told by mail")
    CLEARED = "cleared", _("Over")


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def open(self) -> AlarmQuerySet:
        return self.exclude(state=AlarmState.CLEARED)


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
