"""A member's time of one day, and what a ticket's page says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.dateparse import parse_date

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket
from maru.support.worktime.models import Work
from maru.support.worktime.summing import own_seconds, sees_sums, whole_seconds


@dataclass(frozen=True)
class Shown:
    """What the panel of a ticket says; ``whole`` is None for who does not see sums."""

    own: int
    whole: int | None


def of_ticket(ticket: Ticket, member: Member) -> Shown:
    """Two or three queries."""
    whole = whole_seconds(ticket.with_merged()) if sees_sums(member) else None
    return Shown(own_seconds(ticket, member), whole)


@dataclass(frozen=True)
class Line:
    work: Work
    history: list[Event]


def of_day(member: Member, day: date) -> list[Line]:
    """Return ``member``'s time of that day, the longest first, with what they corrected. Two
    queries."""
    rows = list(Work.objects.visible_to(member).filter(day=day).select_related("ticket"))
    events = Event.objects.filter(subject_kind="work", subject_id__in=[row.pk for row in rows])
    of: dict[int, list[Event]] = {}
    for event in events.order_by("id"):
        of.setdefault(event.subject_id, []).append(event)
    lines = [Line(row, of.get(row.pk, [])) for row in rows if row.seconds or row.pk in of]
    return sorted(lines, key=lambda line: -line.work.seconds)


def seconds_of_day(member: Member, day: date) -> int:
    return Work.objects.visible_to(member).filter(day=day).seconds()


FIRST = date(2000, 1, 1)  # nothing was measured before


def day_in(given: str, today: date) -> date:
    """Return the day that ``given`` says, within those there are; today for anything else."""
    try:
        day = parse_date(given) or today
    except ValueError:
        return today
    return within(day, today)


def within(day: date, today: date) -> date:
    return min(max(day, FIRST), today)
