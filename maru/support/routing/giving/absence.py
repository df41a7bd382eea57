"""Whoever is absent too long keeps no customer waiting: their work goes back into the queue.

Absent is who says so, and who is so by a planned absence. The end of a shift takes nothing away:
what one has lies over night.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import Member, Spell
from maru.staff.members.personal.availability import Availability
from maru.staff.shifts.models import Absence
from maru.staff.shifts.planned_day import Attendance
from maru.staff.shifts.roster import roster_at
from maru.support.routing.choices import Because
from maru.support.routing.kinds import Kind
from maru.support.routing.models import Queued, RoutingRule

MOST = 20  # people in one turn
A_DAY = timedelta(days=1)


def take_from_absent(rule: RoutingRule, kind: Kind) -> int:
    """Put back into the queue what waits for whoever is absent for longer than the rule says;
    return how much. Two queries where nobody is."""
    if rule.absent_minutes is None:
        return 0
    now = timezone.now()
    before = now - timedelta(minutes=rule.absent_minutes)
    absent = list(dict.fromkeys([*_away(rule, before), *_on_leave(rule, before, now)]))[:MOST]
    loads = kind.loads(absent) if absent else {}
    return sum(_take(rule, kind, pk) for pk in absent if loads.get(pk))


def _away(rule: RoutingRule, before: datetime) -> list[int]:
    """Return who says that they are not there, since then at the latest."""
    rows = Spell.objects.filter(
        member__teams=rule.team_id, member__is_active=True, ended_at=None, began_at__lte=before
    ).exclude(availability=Availability.AVAILABLE)
    return list(rows.values_list("member", flat=True)[:MOST])


def _on_leave(rule: RoutingRule, before: datetime, now: datetime) -> list[int]:
    """Return who is absent as planned, at both moments. One query where nobody is."""
    rows = Absence.objects.between((before - A_DAY).date(), (now + A_DAY).date())
    rows = rows.filter(member__teams=rule.team_id, member__is_active=True)
    keys = set(rows.values_list("member", flat=True))
    if not keys:
        return []
    lately, roster = roster_at(keys, before), roster_at(keys, now)
    return [
        pk
        for pk in sorted(keys)
        if lately.attendance(pk, before) == roster.attendance(pk, now) == Attendance.LEAVE
    ]


def _take(rule: RoutingRule, kind: Kind, member: int) -> int:
    with transaction.atomic():
        # They may be back: their row is held as ``become`` holds it.
        held = Member.objects.active().select_for_update(no_key=True).filter(pk=member).first()
        if held is None or ((leave := _leave_of(held)) is None and held.is_at_work):
            return 0
        because = Event.of(leave) if leave else Event.of(held).filter(verb="member.availability")
        items = kind.take_from(member, team=rule.team_id, by=rule, because=because.last())
        now = timezone.now()
        Queued.objects.bulk_create(
            [
                Queued(
                    kind=kind.name, item=item, team_id=rule.team_id, since=now,
                    because=Because.ABSENT, came_from_id=member,
                )
                for item in items
            ],
            ignore_conflicts=True,
        )  # fmt: skip
    return len(items)


def _leave_of(member: Member) -> Absence | None:
    """Return the planned absence that they are in now."""
    now = timezone.now()
    roster = roster_at([member.pk], now)
    if roster.attendance(member.pk, now) != Attendance.LEAVE:
        return None
    return next(iter(roster.absences_at(member.pk, now)), None)
