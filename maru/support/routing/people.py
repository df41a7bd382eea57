"""The people of a team as the brain knows people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from maru.staff.members.models import Member
from maru.staff.members.personal.availability import Availability
from maru.staff.members.roles import POWERS, Power
from maru.staff.shifts.planned_day import Attendance
from maru.staff.shifts.roster import Roster, roster_at
from maru.support.routing.brain.nouns import Person, Presence
from maru.support.routing.kinds import Kind
from maru.support.routing.models import MemberCapacity, Offer, RoutingRule, Seat

WORKING = [role for role, powers in POWERS.items() if Power.CHANGE in powers]
PRESENCES = {
    Availability.AVAILABLE: Presence.HERE,
    Availability.AWAY: Presence.AWAY,
    Availability.BREAK: Presence.BREAK,
}
PLANNED = {Attendance.OFF: Presence.OFF, Attendance.LEAVE: Presence.LEAVE}


def members_of(rule: RoutingRule) -> list[Member]:
    """Return who can be given the work of a team, with what they know. Four queries."""
    rows = Member.objects.active().filter(teams=rule.team_id, role__in=WORKING)
    return list(rows.prefetch_related("brands", "masteries", "speaks").order_by("pk"))


def people_of(rule: RoutingRule, kind: Kind, members: Collection[Member]) -> list[Person]:
    """Return them with what they have and how much they take. Some eight queries."""
    keys = [member.pk for member in members]
    now = timezone.now()
    roster = roster_at(keys, now)
    loads = loads_of(kind, keys)
    most = capacities(rule, kind.name, keys)
    seats = Seat.of(keys, kind.name)
    return [
        Person(
            key=member.pk,
            presence=presence_of(member, now, roster),
            skills={each.skill_id: each.level for each in member.masteries.all()},
            languages=frozenset(each.language for each in member.speaks.all()),
            brands=frozenset(brand.pk for brand in member.brands.all()),
            load={kind.name: loads[member.pk]},
            capacity={kind.name: most[member.pk]},
            given_at=_seconds(seats[member.pk].given_at),
        )
        for member in members
    ]


def presence_of(member: Member, now: datetime, roster: Roster) -> Presence:
    """Return what they are: as it is planned, where they have shifts or are absent; else as they
    say themselves. Who is on shift may be away all the same."""
    planned = roster.attendance(member.pk, now)
    if planned in PLANNED:
        return PLANNED[planned]
    said = PRESENCES[Availability(member.availability_at(now))]
    return Presence.BREAK if said == Presence.HERE and planned == Attendance.BREAK else said


def loads_of(kind: Kind, members: Collection[int]) -> dict[int, int]:
    """Return how much of it each has, with what they are offered. Two queries."""
    has = kind.loads(members)
    offers = Offer.objects.open().filter(member__in=members, kind=kind.name).order_by()
    asked = dict(offers.values("member").annotate(n=Count("pk")).values_list("member", "n"))
    return {pk: has.get(pk, 0) + asked.get(pk, 0) for pk in members}


def capacities(rule: RoutingRule, kind: str, members: Collection[int]) -> dict[int, int]:
    """Return how much of ``kind`` each has at once: as is said of them, else of their team."""
    own = MemberCapacity.objects.filter(member__in=members, kind=kind)
    said = dict(own.values_list("member", "most"))
    return {pk: said.get(pk, rule.capacity) for pk in members}


def _seconds(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0
