"""Beats: what an open page says it was in use for, and how much of that is believed.

The page counts by a clock that nobody sets, only while it is in front and in use. The server
believes no more than has passed since it heard of the same member last, so that two windows,
a page that lies and a beat that comes twice make no time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket
from maru.support.worktime.work import Work, day_of

EVERY = 30  # seconds between two beats of a browser
MOST = 90  # seconds that one beat may tell of: one that was held up, and the one after it
MOST_TICKETS = 20  # of one beat


class Pulse(models.Model):
    """Until when the work of a member was counted."""

    member = models.OneToOneField(
        Member, primary_key=True, on_delete=models.CASCADE, related_name="pulse"
    )
    counted_to = models.DateTimeField()

    def __str__(self) -> str:
        return f"member {self.member_id} until {self.counted_to}"


def beat(member: Member, told: Mapping[int, int], now: datetime | None = None) -> int:
    """Count what a page of ``member`` tells: seconds of each ticket; return how many were.

    None while they are away or on a break, or of tickets that do not exist for them. Some six
    queries.
    """
    now = now or timezone.now()
    wanted = {number: min(spent, MOST) for number, spent in told.items() if spent > 0}
    seen = Ticket.objects.visible_to(member).filter(pk__in=list(wanted)[:MOST_TICKETS])
    numbers = list(seen.values_list("pk", flat=True))
    with transaction.atomic():
        left = _claim(member, now)
        if not member.is_at_work:
            return 0
        counted = 0
        for number in numbers:
            seconds = min(wanted[number], left - counted)
            if seconds > 0:
                Work.add(number, member, seconds, day_of(member, now))
                counted += seconds
    return counted


def _claim(member: Member, now: datetime) -> int:
    """Take the time since the last beat for this one; return how many seconds of it may count."""
    first = Pulse(member=member, counted_to=now - timedelta(seconds=MOST))
    Pulse.objects.bulk_create([first], ignore_conflicts=True)
    pulse = Pulse.objects.select_for_update(no_key=True).get(member=member)
    passed = (now - pulse.counted_to).total_seconds()
    if passed < -MOST:
        passed = EVERY  # the clock was put back (D11): from here on, by the new one
    Pulse.objects.filter(member=member).update(counted_to=now if passed > 0 else pulse.counted_to)
    return max(0, min(int(passed), MOST))
