from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket

LONGEST_REASON = 200  # characters
MOST_A_DAY = 24 * 3600  # seconds


class WorkQuerySet(models.QuerySet["Work"]):
    def visible_to(self, member: Member) -> WorkQuerySet:
        """Return ``member``'s own, of tickets that exist for them (0382)."""
        return self.filter(member=member, ticket__in=Ticket.objects.visible_to(member))

    def seconds(self) -> int:
        """Return how long all of it is."""
        whole = self.aggregate(whole=Coalesce(Sum(F("measured") + F("correction")), 0))
        return int(whole["whole"])


class Work(models.Model):
    """How long one member worked on one ticket on one day of theirs.

    It stays with its ticket when that is merged: whoever asks for the time of a ticket asks for
    those, too, that stand in it.
    """

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="work", db_index=False
    )
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="work", db_index=False
    )
    day = models.DateField()  # by the member's own clock when it was measured
    measured = models.PositiveIntegerField(default=0)  # seconds
    correction = models.IntegerField(default=0)  # seconds that its member added, or took away

    objects = WorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "member", "day"], name="work_once_a_day")
        ]
        indexes = [
            models.Index(fields=["member", "day"], name="work_of_member"),
            models.Index(fields=["day"], name="work_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.seconds} s on #{self.ticket_id} by member {self.member_id} on {self.day}"

    @property
    def seconds(self) -> int:
        return max(0, self.measured + self.correction)

    @classmethod
    def add(cls, number: int, member: Member, seconds: int, day: date) -> None:
        """Count ``seconds`` more. One query, or three the first time a day."""
        rows = cls.objects.filter(ticket=number, member=member, day=day)
        if not rows.update(measured=F("measured") + seconds):
            Work.objects.bulk_create(
                [Work(ticket_id=number, member=member, day=day)], ignore_conflicts=True
            )
            rows.update(measured=F("measured") + seconds)

    @classmethod
    def correct(cls, ticket: Ticket, member: Member, day: date, seconds: int, reason: str) -> Work:
        """Say that it was ``seconds`` on that day; what is measured later comes on top.

        Leaves one event on the row, not on the ticket, whose history others read; none where
        it was so already.
        """
        with transaction.atomic():
            Work.objects.bulk_create(
                [Work(ticket=ticket, member=member, day=day)], ignore_conflicts=True
            )
            rows = cls.objects.filter(ticket=ticket, member=member, day=day)
            row = rows.select_for_update(no_key=True).get()
            before = row.seconds
            if before == seconds:
                return row
            row.correction = seconds - row.measured
            row.save(update_fields=["correction"])
            Event.record(
                "work.corrected", row, by=member,
                before={"seconds": before}, after={"seconds": seconds, "reason": reason},
            )  # fmt: skip
        return row


def day_of(member: Member, at: datetime) -> date:
    """Return which day it is at ``at`` where ``member`` is."""
    return at.astimezone(ZoneInfo(member.time_zone)).date()
