"""Whoever is absent too long keeps no customer waiting: their work goes back into the queue."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import Member, Spell
from maru.staff.members.personal.availability import Availability
from maru.support.routing.choices import Because
from maru.support.routing.kinds import Kind
from maru.support.routing.models import Queued, RoutingRule

MOST = 20  # people in one turn


def take_from_absent(rule: RoutingRule, kind: Kind) -> int:
    """Put back into the queue what waits for whoever is absent for longer than the rule says;
    return how much. One query where nobody is."""
    if rule.absent_minutes is None:
        return 0
    before = timezone.now() - timedelta(minutes=rule.absent_minutes)
    away = Spell.objects.filter(
        member__teams=rule.team_id, member__is_active=True, ended_at=None, began_at__lte=before
    ).exclude(availability=Availability.AVAILABLE)
    absent = list(away.values_list("member", flat=True)[:MOST])
    loads = kind.loads(absent) if absent else {}
    return sum(_take(rule, kind, pk) for pk in absent if loads.get(pk))


def _take(rule: RoutingRule, kind: Kind, member: int) -> int:
    went = Event.objects.filter(
        subject_kind="member", subject_id=member, verb="member.availability"
    ).order_by("-id")
    with transaction.atomic():
        # They may be back: their row is held as ``become`` holds it.
        held = Member.objects.active().select_for_update(no_key=True).filter(pk=member)
        if all(each.is_at_work for each in held):
            return 0
        items = kind.take_from(member, team=rule.team_id, by=rule, because=went.first())
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
