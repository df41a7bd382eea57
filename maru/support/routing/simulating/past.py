"""The past of a team as it is played again: what came, how long it took, when people were there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Sum
from django.utils import timezone

from maru.staff.company.calendar import WEEKDAYS
from maru.staff.company.models import Brand, Calendar
from maru.staff.members.models import Member, Spell
from maru.staff.members.personal.availability import Availability
from maru.staff.shifts.roster import Roster
from maru.support.routing.brain.day import Arrival, Staffed
from maru.support.routing.brain.nouns import Work
from maru.support.routing.kinds import kind_named
from maru.support.routing.models import RoutingRule
from maru.support.routing.people import members_of, people_of
from maru.support.routing.rules.forms import TICKET
from maru.support.routing.rules.needing import needs_of
from maru.support.tickets.models import Ticket
from maru.support.worktime.models import Work as Worked

MOST = 20_000  # tickets of one run
USUAL = 600.0  # seconds of work where nothing was measured
LEAST = 30.0

Times = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Past:
    """What is played again, and how much of it was measured."""

    arrivals: list[Arrival]
    staff: list[Staffed]
    begins: float
    ends: float
    measured: int  # tickets of which it is known how long they took
    usual: float  # seconds that the others are taken to need


def past_of(rule: RoutingRule, *, days: int, until: datetime | None = None) -> Past:
    """Return the last ``days`` of a team until then (None: now). Some ten queries."""
    ends = until or timezone.now()
    begins = ends - timedelta(days=days)
    rows = Ticket.objects.genuine().filter(
        team=rule.team_id, created_at__gte=begins, created_at__lt=ends
    )
    since = dict(rows.order_by("pk").values_list("pk", "created_at")[:MOST])
    took = _took(since.keys())
    usual = median(took.values()) if took else USUAL
    works = _works(rule, since)
    return Past(
        [Arrival(work, max(LEAST, took.get(work.key, usual))) for work in works],
        staff_of(rule, begins, ends),
        begins.timestamp(), ends.timestamp(), len(took), usual,
    )  # fmt: skip


def _works(rule: RoutingRule, since: dict[int, datetime]) -> list[Work]:
    kind = kind_named(TICKET)
    works = kind.works(since, with_language=True)
    needs = needs_of(rule, kind, since.keys())
    return [replace(work, needs=needs.get(work.key, ())) for work in works]


def _took(items: Iterable[int]) -> dict[int, float]:
    """Return how long was worked on each, of those that were measured."""
    rows = Worked.objects.filter(ticket__in=list(items)).order_by()
    sums = rows.values("ticket").annotate(whole=Sum(F("measured") + F("correction")))
    return {ticket: float(whole) for ticket, whole in sums.values_list("ticket", "whole") if whole}


def staff_of(rule: RoutingRule, begins: datetime, ends: datetime) -> list[Staffed]:
    """Return the people of today, there in their shifts, or without any in the office hours, in
    which they were not away."""
    members = members_of(rule)
    people = people_of(rule, kind_named(TICKET), members)
    hours = _hours(_calendar(rule, members), begins, ends)
    away = _away(members, begins, ends)
    shifts = _shifts(members, begins, ends)
    return [
        Staffed(
            replace(person, load={TICKET: 0}, given_at=0.0),
            without(shifts.get(person.key, hours), away.get(person.key, [])),
        )
        for person in people
    ]


def _shifts(members: Sequence[Member], begins: datetime, ends: datetime) -> dict[int, Times]:
    """Return when they were planned to work, of those of whom something was planned."""
    roster = Roster([member.pk for member in members], begins.date(), ends.date())
    first, last = int(begins.timestamp()), int(ends.timestamp())
    return {
        member.pk: roster.there(member.pk, first, last)
        for member in members
        if any(day.is_planned for day in roster.of(member.pk))
    }


def _calendar(rule: RoutingRule, members: Sequence[Member]) -> Calendar | None:
    """Return the office hours of the brand whose tickets are the most."""
    rows = Ticket.objects.filter(team=rule.team_id).order_by().values("brand")
    first = rows.annotate(n=Count("pk")).order_by("-n", "brand").first()
    brand = Brand.objects.filter(pk=first["brand"]).select_related("calendar").first() if first \
        else None  # fmt: skip
    return brand.calendar if brand else None


def _hours(calendar: Calendar | None, begins: datetime, ends: datetime) -> Times:
    if calendar is None:
        return [(begins.timestamp(), ends.timestamp())]
    zone = ZoneInfo(calendar.time_zone)
    found: list[tuple[float, float]] = []
    day = begins.astimezone(zone).date()
    while day <= ends.astimezone(zone).date():
        if not calendar.is_day_off(day):
            midnight = datetime.combine(day, time(), zone)
            for clocks in sorted(calendar.hours.get(WEEKDAYS[day.weekday()], [])):
                opens, closes = ((midnight + _since(clock)).timestamp() for clock in clocks)
                found.append((opens, closes))
        day += timedelta(days=1)
    first, last = begins.timestamp(), ends.timestamp()
    return [(max(a, first), min(b, last)) for a, b in found if b > first and a < last]


def _since(clock: str) -> timedelta:
    hour, minute = map(int, clock.split(":"))
    return timedelta(hours=hour, minutes=minute)


def _away(
    members: Sequence[Member], begins: datetime, ends: datetime
) -> dict[int, list[tuple[float, float]]]:
    rows = Spell.objects.filter(member__in=members, began_at__lt=ends).exclude(
        availability=Availability.AVAILABLE
    )
    found: dict[int, list[tuple[float, float]]] = {}
    spells = rows.order_by("began_at", "id").values_list("member", "began_at", "ended_at")
    for member, began, ended in spells:
        last = min(ended or ends, ends)
        if last > begins:
            times = found.setdefault(member, [])
            times.append((max(began, begins).timestamp(), last.timestamp()))
    return found


def without(times: Times, away: Times) -> list[tuple[float, float]]:
    """Return ``times`` without what of them lies in ``away``; both in order."""
    left = list(times)
    for start, end in away:
        left = [
            part
            for a, b in left
            for part in ((a, min(b, start)), (max(a, end), b))
            if part[0] < part[1]
        ]
    return left
