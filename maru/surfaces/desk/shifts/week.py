"""The week of a team: people by days, and what is strange about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maru.kit.ui.times import lasting
from maru.staff.company.day_off import day_off_name
from maru.staff.company.models import Brand, Calendar
from maru.staff.members.access import signed_in
from maru.staff.members.models import Member
from maru.staff.members.views.me import me
from maru.staff.shifts.planned_day import PlannedDay
from maru.staff.shifts.roster import Roster
from maru.staff.shifts.seeing import planned_by, seen_by, teams_planned_by
from maru.staff.shifts.warnings import Warned, warnings_of
from maru.surfaces.desk.shifts.asking import WEEK, company_zone, monday_asked, team_asked, today


@dataclass(frozen=True)
class Row:
    """One member's week. ``is_planned``: something is planned of them in it."""

    member: Member
    days: list[PlannedDay]
    warnings: list[Warned]
    may_plan: bool

    @property
    def is_planned(self) -> bool:
        return any(day.is_planned or day.absences for day in self.days)

    @property
    def worked(self) -> str:
        """How long they work in it."""
        return lasting(sum(day.seconds for day in self.days))


@dataclass(frozen=True)
class Head:
    day: date
    free: str  # what the day off is called, and where, if brands differ
    is_today: bool


@signed_in
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Show it: of a team to whoever plans it, of oneself alone to everybody else."""
    member, monday = me(request), monday_asked(request)
    teams = list(teams_planned_by(member))
    team = team_asked(request, teams)
    people = seen_by(member).filter(is_active=True)
    people = people.filter(teams=team) if team else people.filter(pk=member.pk)
    members = list(people)
    rows = rows_of(members, monday, member)
    context = {
        "teams": teams, "team": team, "monday": monday, "rows": rows,
        "heads": heads(request, monday), "before": monday - WEEK, "after": monday + WEEK,
        "this_week": today(request), "may_plan": team is not None,
        "zone": company_zone(request).key,
        "warnings": [(row.member, each) for row in rows for each in row.warnings],
        "unplanned": sum(not row.is_planned for row in rows),
    }  # fmt: skip
    return render(request, "desk/shifts_week.html", context)


def rows_of(members: list[Member], monday: date, reader: Member) -> list[Row]:
    """Return the week of each. Some five queries."""
    keys = [each.pk for each in members]
    roster = Roster(keys, monday, monday + timedelta(days=6))
    mine = set(planned_by(reader).filter(pk__in=keys).values_list("pk", flat=True))
    return [
        Row(each, roster.of(each.pk), warnings_of(roster, each.pk), each.pk in mine)
        for each in members
    ]


def heads(request: HttpRequest, monday: date) -> list[Head]:
    """Return the days, with what the calendars of the reader's brands say of them. One query."""
    brands = Brand.objects.visible_to(me(request))
    calendars = list(Calendar.objects.filter(brand__in=brands).distinct())
    now = today(request)
    days = [monday + timedelta(days=n) for n in range(7)]
    return [Head(day, _free(calendars, day), day == now) for day in days]


def _free(calendars: list[Calendar], day: date) -> str:
    names = {name for calendar in calendars if (name := day_off_name(calendar, day))}
    return ", ".join(sorted(names))
