from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone

from maru.staff.members.models import Member

AT = time(8)  # in the member's own time zone


class Digest(models.Model):
    """The next morning's mail of a member; there is one once something stands in it."""

    member = models.OneToOneField(
        Member, primary_key=True, on_delete=models.CASCADE, related_name="digest"
    )
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"digest for member {self.member_id} at {self.due_at}"

    @classmethod
    def plan(cls, members: Iterable[Member]) -> None:
        """See to it that these members get one. One query."""
        now = timezone.now()
        rows = [Digest(member=member, due_at=next_morning(member, now)) for member in members]
        Digest.objects.bulk_create(rows, ignore_conflicts=True)


def next_morning(member: Member, now: datetime) -> datetime:
    here = now.astimezone(ZoneInfo(member.time_zone))
    morning = datetime.combine(here.date(), AT, here.tzinfo)
    return morning if morning > here else morning + timedelta(days=1)
