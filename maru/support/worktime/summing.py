"""What others may know of it: sums. Who may take along what they see (Power.EXPORT) sees how long
a ticket took, and how long a team worked on a day, never what one person did (0382)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Sum
from django.utils.translation import gettext as _

from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.savedviews.columns import Column
from maru.support.savedviews.field_columns import Cell
from maru.support.tickets.models import Ticket
from maru.support.worktime.work import Work

FEWEST = 2  # people in a sum of a team and a day: that of one would be theirs


def sees_sums(member: Member) -> bool:
    return member.can(Power.EXPORT)


def own_seconds(ticket: Ticket, member: Member) -> int:
    """Return how long ``member`` worked on ``ticket``, and on what was merged into it."""
    rows = Work.objects.filter(ticket__in=ticket.with_merged(), member=member)
    return rows.seconds()


def whole_seconds(numbers: Iterable[int]) -> int:
    """Return how long these tickets took, by whoever."""
    return Work.objects.filter(ticket__in=list(numbers)).seconds()


@dataclass(frozen=True)
class TeamDay:
    day: date
    seconds: int | None  # None: of so few that it would be somebody's own
    people: int
    tickets: int


def days_of(team: Team, member: Member, first: date, last: date) -> list[TeamDay]:
    """Return what was worked on ``team``'s tickets that ``member`` sees, day by day. One query."""
    seen = Ticket.objects.visible_to(member).filter(team=team)
    rows = (
        Work.objects.filter(ticket__in=seen, day__gte=first, day__lte=last)
        .values("day")
        .annotate(
            whole=Sum(F("measured") + F("correction")),
            people=Count("member", distinct=True),
            tickets=Count("ticket", distinct=True),
        )
        .order_by("day")
    )
    return [
        TeamDay(
            row["day"], max(0, row["whole"]) if row["people"] >= FEWEST else None,
            row["people"], row["tickets"],
        )
        for row in rows
    ]  # fmt: skip


def columns() -> Iterator[Column]:
    yield Column("work_time", str(_("Minutes of work")), _cells, may_see=sees_sums)


def _cells(rows: Sequence[Any]) -> Mapping[int, list[Cell]]:
    """Whole minutes of all who worked on it; nothing where nobody did. One query."""
    found = Work.objects.filter(ticket__in=[row.pk for row in rows]).values("ticket")
    sums = dict(
        found.annotate(whole=Sum(F("measured") + F("correction"))).values_list("ticket", "whole")
    )
    return {row.pk: [Cell(str(round(sums[row.pk] / 60)))] if row.pk in sums else [] for row in rows}
