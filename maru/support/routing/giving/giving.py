"""Giving somebody a piece of work: all or nothing, never above what fits, never to two."""

from __future__ import annotations

from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from maru.staff.members.models import Member
from maru.staff.shifts.roster import roster_at
from maru.support.routing.brain.nouns import Choice, Person, Presence
from maru.support.routing.giving.decision import why_of
from maru.support.routing.giving.resting import mind_rest
from maru.support.routing.giving.seat import sit
from maru.support.routing.kinds import Kind
from maru.support.routing.models import Decision, Queued, RoutingRule, Seat
from maru.support.routing.offers.offering import offer
from maru.support.routing.people import WORKING, capacities, loads_of, presence_of


class Outcome(StrEnum):
    GIVEN = "given"  # or offered
    GONE = "gone"  # it waits no longer
    CHANGED = "changed"  # the person is not what they were when it was decided


def give(rule: RoutingRule, kind: Kind, row: Queued, choice: Choice, person: Person) -> Outcome:
    """Carry out ``choice`` in one transaction; ``person`` is made as they are now.

    Their seat is held first: of two workers who want to give them something the second counts
    what the first gave. Then the work is: of two who want to give it to different people the
    second finds that it waits no longer.
    """
    with transaction.atomic():
        Seat.hold(person.key, kind.name)
        member = _member(rule, person.key)
        if member is None or not _has_room(rule, kind, member, person):
            return Outcome.CHANGED
        if rule.asks_first:
            is_asked = offer(rule, kind, row, member, choice)
            if is_asked:
                person.load[kind.name] += 1
            return Outcome.GIVEN if is_asked else Outcome.GONE
        event = kind.give(row.item, member, team=rule.team_id, by=rule)
        Queued.objects.filter(pk=row.pk).delete()
        if event is None:
            return Outcome.GONE
        now = timezone.now()
        sit(person.key, kind.name, now)
        Decision.objects.create(
            kind=kind.name, item=row.item, team_id=rule.team_id, member=member, at=now,
            since=row.since, event=event, why=why_of(choice, rule.told),
        )  # fmt: skip
    person.load[kind.name] += 1
    person.given_at = now.timestamp()
    return Outcome.GIVEN


def _member(rule: RoutingRule, pk: int) -> Member | None:
    """Return them if they still can be given work of this team."""
    rows = Member.objects.active().filter(pk=pk, teams=rule.team_id, role__in=WORKING)
    return rows.first()


def _has_room(rule: RoutingRule, kind: Kind, member: Member, person: Person) -> bool:
    now = timezone.now()
    person.presence = presence_of(member, now, roster_at([member.pk], now))
    person.load[kind.name] = loads_of(kind, [member.pk])[member.pk]
    person.capacity = {kind.name: capacities(rule, kind.name, [member.pk])[member.pk]}
    mind_rest([person], [member])
    return person.presence == Presence.HERE and person.room(kind.name) > 0
