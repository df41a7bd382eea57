from __future__ import annotations

from datetime import date
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.shifts.seeing import seen_by

NOTE = 500  # characters
LONGEST = 366  # days


class AbsenceKind(models.TextChoices):
    VACATION = "vacation", pgettext_lazy("absence", "Vacation")
    SICK = "sick", pgettext_lazy("absence", "Sick leave")
    FAMILY = "family", pgettext_lazy("absence", "Family event")
    TRAINING = "training", pgettext_lazy("absence", "Training")
    TRIP = "trip", pgettext_lazy("absence", "Business trip")
    LEAVE = "leave", pgettext_lazy("absence", "Long leave")
    OTHER = "other", pgettext_lazy("absence", "Other absence")


class AbsencePart(models.TextChoices):
    WHOLE = "whole", pgettext_lazy("absence", "Whole days")
    MORNING = "morning", pgettext_lazy("absence", "First half of the day")
    AFTERNOON = "afternoon", pgettext_lazy("absence", "Second half of the day")


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, member: Member) -> AbsenceQuerySet:
        """Return one's own, and those of whom one plans."""
        return self.filter(member__in=seen_by(member))

    def between(self, first: date, last: date) -> AbsenceQuerySet:
        return self.filter(first_on__lte=last, last_on__gte=first)

    def in_the_way_of(self, other: Absence) -> AbsenceQuerySet:
        """Return those of the same member that ``other`` may not lie beside: on the same days, but
        for the other half of one."""
        rows = self.filter(member=other.member_id).between(other.first_on, other.last_on)
        if other.part != AbsencePart.WHOLE:
            rows = rows.filter(Q(part=AbsencePart.WHOLE) | Q(part=other.part))
        return rows.exclude(pk=other.pk)


class Absence(models.Model):
    """That a member is not there on some days, or half of one, and why. What colleagues who plan
    nothing are told is only that they are not there."""

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="absences", db_index=False
    )
    kind = models.CharField(max_length=8, choices=AbsenceKind.choices, default=AbsenceKind.VACATION)
    first_on = models.DateField()
    last_on = models.DateField()
    part = models.CharField(max_length=9, choices=AbsencePart.choices, default=AbsencePart.WHOLE)
    note = models.TextField(blank=True, default="", validators=[MaxLengthValidator(NOTE)])
    created_at = models.DateTimeField(default=timezone.now)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-first_on", "-id"]
        indexes = [models.Index(fields=["member", "-last_on"], name="absences_of_member")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="absence_not_backwards"
            ),
            models.CheckConstraint(
                condition=Q(part=AbsencePart.WHOLE) | Q(last_on=F("first_on")),
                name="absence_half_of_one_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of member {self.member_id} from {self.first_on}"

    def holds(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on

    @property
    def is_whole(self) -> bool:
        return self.part == AbsencePart.WHOLE

    def remove(self, *, by: Actor) -> None:
        """Forget it: they are there as planned."""
        with transaction.atomic():
            Event.record("absence.removed", self, by=by, before=self.told)
            self.delete()

    @property
    def told(self) -> dict[str, Any]:
        return {
            "member": self.member_id, "kind": str(self.kind), "first_on": str(self.first_on),
            "last_on": str(self.last_on), "part": str(self.part), "note": self.note,
        }  # fmt: skip
