from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from maru.staff.company.calendar import WEEKDAYS
from maru.staff.company.models import Calendar
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.shifts.holding import hold
from maru.staff.shifts.hours import DAY, DayHours
from maru.staff.shifts.seeing import seen_by

MOST = 100  # of one member


class ShiftPatternQuerySet(models.QuerySet["ShiftPattern"]):
    def visible_to(self, member: Member) -> ShiftPatternQuerySet:
        """Return one's own, and those of whom one plans."""
        return self.filter(member__in=seen_by(member))

    def between(self, first: date, last: date) -> ShiftPatternQuerySet:
        """Return those that may be in force on a day from ``first`` to ``last``."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=first), begins_on__lte=last)


class ShiftPattern(models.Model):
    """The usual week of one member from a day on, until one that begins later, or ``ends_on``.

    ``week`` maps mon..sun to {"shifts": [["09:00", "18:00"]], "breaks": [["12:00", "13:00"]]};
    a missing day is free. Times are those of the calendar's place, of the company's without one.
    On the calendar's holidays and closures the day is free unless ``works_on_holidays``.
    """

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="shift_patterns", db_index=False
    )
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    week = models.JSONField(default=dict)
    calendar = models.ForeignKey(
        Calendar, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    works_on_holidays = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ShiftPatternQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "begins_on"], name="pattern_once_a_day")
        ]

    def __str__(self) -> str:
        return f"week of member {self.member_id} from {self.begins_on}"

    def is_in_force_on(self, day: date) -> bool:
        """Return whether it had begun and not ended then; a later one may be in its place."""
        return self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)

    def hours_on(self, weekday: str) -> DayHours:
        return DayHours.of(self.week.get(weekday, {}))

    @property
    def days(self) -> list[tuple[str, DayHours]]:
        return [(day, self.hours_on(day)) for day in WEEKDAYS]

    @property
    def by_hours(self) -> list[tuple[list[str], DayHours]]:
        """The weekdays that have the same shifts together, in the order of the week."""
        found: dict[DayHours, list[str]] = {}
        for day, hours in self.days:
            if hours:
                found.setdefault(hours, []).append(day)
        return [(days, hours) for hours, days in found.items()]

    @property
    def minutes(self) -> int:
        """How long one works in such a week, without breaks."""
        return sum(hours.minutes for _day, hours in self.days)

    def copy_to(self, member: Member, *, by: Actor, begins_on: date) -> ShiftPattern | None:
        """Give ``member`` the same week from then on; None if they have one that begins then."""
        with transaction.atomic():
            hold([member.pk])
            copied, is_new = ShiftPattern.objects.get_or_create(
                member=member, begins_on=begins_on,
                defaults={
                    "ends_on": self.ends_on, "week": self.week, "calendar": self.calendar,
                    "works_on_holidays": self.works_on_holidays,
                },
            )  # fmt: skip
            if not is_new:
                return None
            Event.record("shiftpattern.added", copied, by=by, after=copied.told)
        return copied

    def remove(self, *, by: Actor) -> None:
        """Forget it: the one before it is in force again, or nothing is planned any more."""
        with transaction.atomic():
            Event.record("shiftpattern.removed", self, by=by, before=self.told)
            self.delete()

    @property
    def told(self) -> dict[str, Any]:
        """As events keep it."""
        return {
            "member": self.member_id, "begins_on": str(self.begins_on),
            "ends_on": str(self.ends_on) if self.ends_on else None, "week": self.week,
            "calendar": self.calendar_id, "works_on_holidays": self.works_on_holidays,
        }  # fmt: skip


def overlapping_days(week: dict[str, DayHours]) -> str:
    """Return the weekday into whose shifts those of the day before last, "" if there is none."""
    for before, day in zip([WEEKDAYS[-1], *WEEKDAYS], WEEKDAYS, strict=False):
        hours = week.get(day, DayHours())
        if hours and week.get(before, DayHours()).ends - DAY > hours.shifts[0][0]:
            return day
    return ""
