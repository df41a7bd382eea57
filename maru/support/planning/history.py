"""What came to a team, hour by hour, week by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncHour

from maru.staff.teams.models import Team
from maru.support.planning.seasonal import HOURS, Week
from maru.support.tickets.models import Ticket
from maru.support.worktime.models import Work

WEEKS = 26  # looked back
WEEK = timedelta(days=7)
LEAST_MEASURED = 10  # tickets

IsFree = Callable[[date], bool]


@dataclass
class Past:
    """What came in the whole weeks before ``until``, a Monday, by what it is counted under."""

    zone: str
    until: date
    counts: dict[str, dict[date, list[float]]] = field(default_factory=dict)  # scope -> Monday ->
    brands: dict[str, set[int]] = field(default_factory=dict)

    def weeks(self, scope: str, is_free: IsFree) -> list[Week]:
        """Return the weeks since the first in which anything came to the team, the oldest first:
        in a week of which there is no row nothing came."""
        begun = min((day for weeks in self.counts.values() for day in weeks), default=self.until)
        found, monday = [], begun
        while monday < self.until:
            counts = self.counts.get(scope, {}).get(monday, [0.0] * HOURS)
            free = [is_free(monday + timedelta(days=n)) for n in range(7)]
            found.append(Week(counts, free))
            monday += WEEK
        return found


def past_of(team: Team, zone: str, today: date) -> Past:
    """Return the last weeks of a team by the clocks of ``zone``. One query.

    The first week is left out where it is not whole: nothing may have come before only because
    there was no Maru yet.
    """
    until = today - timedelta(days=today.weekday())
    past, place = Past(zone, until), ZoneInfo(zone)
    first, last = (_midnight(day, place) for day in (until - WEEKS * WEEK, until))
    rows = (
        Ticket.objects.genuine()
        .filter(team=team, created_at__gte=first, created_at__lt=last)
        .annotate(hour=TruncHour("created_at", tzinfo=UTC))
        .order_by()
        .values_list("hour", "brand", "channel")
        .annotate(n=Count("pk"))
    )
    counts = defaultdict[str, dict[date, list[float]]](dict)
    brands = defaultdict[str, set[int]](set)
    for hour, brand, channel, many in rows:
        local = hour.astimezone(place)
        monday = local.date() - timedelta(days=local.weekday())
        scopes = ["all", f"brand {brand}"] + ([f"channel {channel}"] if channel else [])
        for scope in scopes:
            week = counts[scope].setdefault(monday, [0.0] * HOURS)
            week[local.weekday() * 24 + local.hour] += many
            brands[scope].add(brand)
    past.counts, past.brands = dict(counts), dict(brands)
    _leave_out_what_began_late(past)
    return past


def _leave_out_what_began_late(past: Past) -> None:
    mondays = sorted(past.counts.get("all", {}))
    if mondays and not any(past.counts["all"][mondays[0]][:24]):
        for weeks in past.counts.values():
            weeks.pop(mondays[0], None)
        # What came in that week alone is nothing that anybody could learn of.
        past.counts = {scope: weeks for scope, weeks in past.counts.items() if weeks}


def measured_of(team: Team, today: date) -> int | None:
    """Return the median of the seconds that were worked on a ticket of the last weeks; None where
    too few were measured. One query."""
    since = today - 8 * WEEK
    rows = Work.objects.filter(ticket__team=team, ticket__created_at__date__gte=since).order_by()
    sums = rows.values("ticket").annotate(whole=Sum(F("measured") + F("correction")))
    worked = [whole for whole in sums.values_list("whole", flat=True) if whole and whole > 0]
    return round(median(worked)) if len(worked) >= LEAST_MEASURED else None


def _midnight(day: date, place: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), place)
