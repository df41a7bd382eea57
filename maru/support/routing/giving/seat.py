from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F

from maru.staff.members.models import Member
from maru.support.routing.rules.rule import MOST

SHORT = 12  # characters of the name of a kind of work


class Seat(models.Model):
    """Where one member takes one kind of work. Whoever gives them some holds this row, counts what
    they have, and only then gives: so two workers never give more than fits."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="seats")
    kind = models.CharField(max_length=SHORT)
    given_at = models.DateTimeField(null=True)  # the last time; None: never
    given = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="seat_once_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of member {self.member_id}: {self.given}"

    @classmethod
    def of(cls, members: Iterable[int], kind: str) -> dict[int, Seat]:
        """Return the seats of ``members``, made where there were none. Two or three queries."""
        wanted = set(members)
        there = Seat.objects.filter(member__in=wanted, kind=kind)
        rows = {seat.member_id: seat for seat in there}
        if missing := wanted - rows.keys():
            new = [cls(member_id=pk, kind=kind) for pk in sorted(missing)]
            Seat.objects.bulk_create(new, ignore_conflicts=True)
            made = Seat.objects.filter(member__in=missing, kind=kind)
            rows |= {seat.member_id: seat for seat in made}
        return rows

    @classmethod
    def hold(cls, member: int, kind: str) -> Seat:
        """Return the seat, held until the transaction ends."""
        return cls.objects.select_for_update(no_key=True).get(member=member, kind=kind)


def sit(member: int, kind: str, now: datetime) -> None:
    """Note on the seat, which is held, that they were given something."""
    seat = Seat.objects.filter(member=member, kind=kind)
    seat.update(given_at=now, given=F("given") + 1)


class MemberCapacity(models.Model):
    """How much of one kind of work one member has at once, where it is not what their team says;
    0: they are given none."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="capacities")
    kind = models.CharField(max_length=SHORT)
    most = models.PositiveSmallIntegerField(validators=[MaxValueValidator(MOST)])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "kind"], name="capacity_once_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.most} {self.kind} for member {self.member_id}"
