from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.shifts.holding import hold
from maru.staff.shifts.hours import DayHours
from maru.staff.shifts.seeing import seen_by

NOTE = 200  # characters


class DayKind(models.TextChoices):
    """How a date is otherwise than usual."""

    OFF = "off", pgettext_lazy("shift", "Off")
    CHANGED = "changed", pgettext_lazy("shift", "Other hours")
    EXTRA = "extra", pgettext_lazy("shift", "Extra shift")
    SWAP = "swap", pgettext_lazy("shift", "Swapped")


class ShiftDayQuerySet(models.QuerySet["ShiftDay"]):
    def visible_to(self, member: Member) -> ShiftDayQuerySet:
        """Return one's own, and those of whom one plans."""
        return self.filter(member__in=seen_by(member))


class ShiftDay(models.Model):
    """One date on which a member works otherwise than their usual week says.

    ``hours``, as in a pattern, are in place of the usual ones; EXTRA: beside them; OFF: none.
    ``partner`` is with whom it was swapped.
    """

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="shift_days", db_index=False
    )
    day = models.DateField()
    kind = models.CharField(max_length=7, choices=DayKind.choices)
    hours = models.JSONField(default=dict)
    note = models.CharField(max_length=NOTE, blank=True, default="")
    partner = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = ShiftDayQuerySet.as_manager()

    class Meta:
        ordering = ["day", "id"]
        constraints = [models.UniqueConstraint(fields=["member", "day"], name="shift_day_once")]

    def __str__(self) -> str:
        return f"{self.kind} of member {self.member_id} on {self.day}"

    @property
    def day_hours(self) -> DayHours:
        return DayHours() if self.kind == DayKind.OFF else DayHours.of(self.hours)

    @classmethod
    def put(
        cls, member: Member, day: date, kind: str, hours: DayHours, *, by: Actor,
        note: str = "", partner: Member | None = None,
    ) -> bool:  # fmt: skip
        """Say that ``day`` is so, whatever was said of it before; return False if it was so."""
        with transaction.atomic():
            hold([member.pk])
            held = cls.objects.filter(member=member, day=day).first()
            before = held.told if held else None
            row = held or cls(member=member, day=day)
            row.kind, row.note, row.partner = kind, note, partner
            row.hours = {} if kind == DayKind.OFF else hours.kept
            if before == row.told:
                return False
            row.save()
            verb = "shiftday.changed" if held else "shiftday.added"
            Event.record(verb, row, by=by, before=before, after=row.told)
        return True

    def remove(self, *, by: Actor) -> None:
        """Let the date be as usual again."""
        with transaction.atomic():
            Event.record("shiftday.removed", self, by=by, before=self.told)
            self.delete()

    @property
    def told(self) -> dict[str, Any]:
        return {
            "member": self.member_id, "day": str(self.day), "kind": str(self.kind),
            "hours": self.hours, "note": self.note, "partner": self.partner_id,
        }  # fmt: skip
