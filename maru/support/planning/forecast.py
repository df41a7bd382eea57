from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.planning.seasonal import LEAST_WEEKS, Season

LEAST_TICKETS = 50  # below it an hour is nothing but chance
WEEK = timedelta(days=7)


class ForecastQuerySet(models.QuerySet["Forecast"]):
    def visible_to(self, member: Member) -> ForecastQuerySet:
        """Return those of teams that ``member`` may know of, and of brands that they work for: how
        much comes to a brand is nobody else's, and a sum holds all of its brands."""
        if not member.can(Power.RESCUE):
            return self.none()
        hidden = set(member.hidden_brand_ids)
        rows = self.filter(team__in=Team.objects.visible_to(member))
        if not hidden:
            return rows
        seen = [pk for pk, brands in rows.values_list("pk", "brands") if not hidden & set(brands)]
        return rows.filter(pk__in=seen)


class Forecast(models.Model):
    """What was learnt of how many tickets come to a team: of all, of a brand, or of a channel.

    Made by a worker and kept. ``scope`` is "all", "brand 3" or "channel 5"; ``brands`` whose
    tickets it was made of. With too little history there is no season: ``weeks`` and ``tickets``
    say how much there was.
    """

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="forecasts", db_index=False
    )
    scope = models.CharField(max_length=30)
    brands = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    zone = models.CharField(max_length=60)
    begins_on = models.DateField()  # the Monday of the week after the last that was learnt of
    weeks = models.PositiveSmallIntegerField()
    tickets = models.PositiveIntegerField()
    season = models.JSONField(default=dict)  # of seasonal.Season
    judged = models.JSONField(default=dict)  # of seasonal.Judged; empty: it could not be judged
    handling_seconds = models.PositiveIntegerField(null=True)  # measured; None: nothing was

    objects = ForecastQuerySet.as_manager()

    class Meta:
        ordering = ["scope"]
        constraints = [models.UniqueConstraint(fields=["team", "scope"], name="forecast_once")]

    def __str__(self) -> str:
        return f"{self.scope} of team {self.team_id}"

    @property
    def is_enough(self) -> bool:
        """Return whether there was enough history to say anything."""
        return self.weeks >= LEAST_WEEKS and self.tickets >= LEAST_TICKETS and bool(self.season)

    def week(self, monday: date, free: Sequence[bool]) -> list[float]:
        """Return how many tickets come in each hour of that week; of a past week as it would have
        been foretold now. Nothing where there is too little history."""
        if not self.is_enough:
            return [0.0] * 168
        ahead = max(0, (monday - self.begins_on) // WEEK + 1)
        return Season(**self.season).week(ahead, free)

    @property
    def percents(self) -> dict[str, Any]:
        """The errors in whole per cent, as pages show them."""
        return {key: round(100 * value) if "by_" in key else value
                for key, value in self.judged.items()}  # fmt: skip
