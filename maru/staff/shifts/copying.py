"""A week as it was planned, once more: what differs from it is planned date by date."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction

from maru.staff.journal.event import Actor
from maru.staff.members.models import Member
from maru.staff.shifts.holding import hold
from maru.staff.shifts.roster import Roster
from maru.staff.shifts.shift_day import DayKind, ShiftDay

WEEK = timedelta(days=7)


def copy_week(members: Collection[Member], *, source: date, target: date, by: Actor) -> int:
    """Let the week from ``target`` be as that from ``source``, both Mondays; return how many dates
    changed. Absences are nobody's usual week, and stay where they are.

    A date that comes out as planned already is left as it is. Swaps are copied as hours.
    """
    changed = 0
    with transaction.atomic():
        keys = [member.pk for member in members]
        hold(keys)
        before = Roster(keys, source, source + WEEK)
        after = Roster(keys, target, target + WEEK)
        for member in members:
            for n in range(WEEK.days):
                from_day = before.on(member.pk, source + timedelta(days=n))
                to_day = after.on(member.pk, target + timedelta(days=n))
                if from_day.hours == to_day.hours or not (from_day.is_planned or to_day.is_planned):
                    continue
                kind = DayKind.CHANGED if from_day.hours else DayKind.OFF
                changed += ShiftDay.put(member, to_day.day, kind, from_day.hours, by=by)
    return changed
