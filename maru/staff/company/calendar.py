from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from django.db import models
from django.utils.translation import gettext_lazy as _

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


AHEAD = 60  # days in which a place that ever opens opens again; a long holiday is a fortnight


def office_hours() -> dict[str, Any]:
    return {day: [["09:00", "18:00"]] for day in WEEKDAYS[:5]}


class Calendar(models.Model):
    """When a brand is open: hours of each weekday and days off.

    ``hours`` maps mon..sun to a list of ["HH:MM", "HH:MM"] in ``time_zone``;
    a missing day is closed. ``days_off`` is a list of ISO dates; the public
    holidays of ``country`` (ISO 3166) are days off, too, substitute ones included.
    """

    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=60, default="Asia/Seoul")
    hours = models.JSONField(default=office_hours)
    days_off = models.JSONField(default=list)
    country = models.CharField(
        max_length=2, blank=True, default="", choices=[("", _("None")), ("KR", _("South Korea"))]
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def is_open_at(self, at: datetime) -> bool:
        """Return whether it is open at ``at`` (aware); at the closing minute it is not."""
        day = at.astimezone(self._zone).date()
        return any(opens <= at < closes for opens, closes in self._hours_on(day))

    def next_opening(self, at: datetime) -> datetime | None:
        """Return when it opens next: ``at`` itself while open; None if not within two months."""
        first = at.astimezone(self._zone).date()
        for day in (first + timedelta(days=n) for n in range(AHEAD)):
            for opens, closes in self._hours_on(day):
                if at < closes:
                    return max(opens, at)
        return None

    def is_day_off(self, day: date) -> bool:
        return day.isoformat() in self.days_off or day in _public(self.country, day.year)

    def _hours_on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if not self.is_day_off(day):
            for opens, closes in sorted(self.hours.get(WEEKDAYS[day.weekday()], [])):
                yield self._moment(day, opens), self._moment(day, closes)

    def _moment(self, day: date, clock: str) -> datetime:
        hour, minute = map(int, clock.split(":"))
        # 24:00 is the next day's 00:00; where summer time begins, that may be 23 hours later.
        if hour == 24:
            day, hour = day + timedelta(days=1), 0
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=self._zone)

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@lru_cache(maxsize=64)
def _public(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year)) if country else frozenset()
