from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.utils import timezone

from maru.staff.company.closures import Closure, read_closure
from maru.staff.company.working_time import Hours, WorkingTime, public_holidays, second
from maru.staff.journal.event import Actor, Event

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
KEPT = 200  # times that it was closed for the rest of a day, the newest


def office_hours() -> dict[str, Any]:
    return {day: [["09:00", "18:00"]] for day in WEEKDAYS[:5]}


class Calendar(models.Model):
    """When a brand is open: hours of each weekday and days off.

    ``hours`` maps mon..sun to a list of ["HH:MM", "HH:MM"] in ``time_zone``;
    a missing day is closed. ``days_off`` is a list of closures as they are written
    (``closures.py``); the public holidays of ``country`` (ISO 3166) are days off, too,
    substitute ones included. ``shut``: spans of seconds since 1970 in which it was closed by
    the switch "closed today".
    """

    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=60, default="Asia/Seoul")
    hours = models.JSONField(default=office_hours)
    days_off = models.JSONField(default=list)
    country = models.CharField(max_length=2, blank=True, default="")
    shut = models.JSONField(default=list, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def working_time(self) -> WorkingTime:
        """When it is open, as it stands now; what was worked out for it before is used again."""
        closures = tuple((c.first.toordinal(), c.last.toordinal()) for c in self.closures)
        week = tuple(
            tuple((_seconds(opens), _seconds(closes)) for opens, closes in self.hours.get(day, []))
            for day in WEEKDAYS
        )
        shut = tuple((int(begin), int(end)) for begin, end in self.shut)
        return Hours(self.time_zone, week, closures, self.country, shut)

    @property
    def closures(self) -> list[Closure]:
        return [read_closure(line) for line in self.days_off]

    def is_open_at(self, at: datetime) -> bool:
        """Return whether it is open at ``at`` (aware); at the closing minute it is not."""
        return self.working_time.is_open_at(at)

    def next_opening(self, at: datetime) -> datetime | None:
        """Return when it opens next: ``at`` itself while open; None if not within years."""
        return self.working_time.next_opening(at)

    def is_day_off(self, day: date) -> bool:
        is_own = any(closure.holds(day) for closure in self.closures)
        return is_own or day in public_holidays(self.country, day.year)

    @property
    def is_shut(self) -> bool:
        """Return whether it was closed for the rest of today."""
        now = second(timezone.now())
        return any(begin <= now < end for begin, end in self.shut)

    def close_today(self, *, by: Actor) -> bool:
        """Be closed from now to the end of the day there; return False if it was already."""

        def closed(now: int, end: int) -> list[list[int]] | None:
            return None if self.is_shut else [*self.shut, [now, end]][-KEPT:]

        return self._set_shut(closed, "calendar.closed_today", by)

    def open_today(self, *, by: Actor) -> bool:
        """Be open again as usual from now on; return False if it was not closed. What was closed
        stays so: nothing had to be answered meanwhile."""

        def opened(now: int, _end: int) -> list[list[int]] | None:
            if not self.is_shut:
                return None
            ended = [[begin, min(end, now)] for begin, end in self.shut]
            return [[begin, end] for begin, end in ended if begin < end]

        return self._set_shut(opened, "calendar.opened_today", by)

    def _set_shut(
        self, change: Callable[[int, int], list[list[int]] | None], verb: str, by: Actor
    ) -> bool:
        with transaction.atomic():
            self.shut = type(self).objects.select_for_update().values_list("shut", flat=True).get(
                pk=self.pk
            )  # fmt: skip
            before, now = self.shut, timezone.now()
            after = change(second(now), second(self._end_of_day(now)))
            if after is None:
                return False
            type(self).objects.filter(pk=self.pk).update(shut=after)
            self.shut = after
            Event.record(verb, self, by=by, before={"shut": before}, after={"shut": after})
        return True

    def _end_of_day(self, at: datetime) -> datetime:
        zone = ZoneInfo(self.time_zone)
        day = at.astimezone(zone).date() + timedelta(days=1)
        # Where a day begins at one o'clock, that moment has this name as well.
        return datetime(day.year, day.month, day.day, tzinfo=zone)


def _seconds(clock: str) -> int:
    hour, minute = map(int, clock.split(":"))
    return hour * 3600 + minute * 60
