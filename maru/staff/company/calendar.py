from __future__ import annotations

from typing import Any

from django.db import models

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def office_hours() -> dict[str, Any]:
    return {day: [["09:00", "18:00"]] for day in WEEKDAYS[:5]}


class Calendar(models.Model):
    """When a brand is open: hours of each weekday and days off.

    ``hours`` maps mon..sun to a list of ["HH:MM", "HH:MM"] in ``time_zone``;
    a missing day is closed. ``days_off`` is a list of ISO dates.
    """

    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=60, default="Asia/Seoul")
    hours = models.JSONField(default=office_hours)
    days_off = models.JSONField(default=list)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
