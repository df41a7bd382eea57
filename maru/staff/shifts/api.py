"""/shifts: what is planned of whom. /shift-patterns, /shift-days, /absences: what it is made of."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Status

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Page, Paging
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.company.working_time import moment
from maru.staff.members.calling import caller
from maru.staff.members.models import Member
from maru.staff.shifts.api_schemas import (
    AbsenceChange,
    AbsenceIn,
    AbsenceOut,
    CopiedOut,
    Day,
    DayIn,
    DayOut,
    PatternChange,
    PatternIn,
    PatternOut,
    ShiftsAsked,
    ShiftsOut,
    WeekCopy,
)
from maru.staff.shifts.copying import copy_week
from maru.staff.shifts.forms import EARLIEST, LATEST, AbsenceForm, DayForm, PatternForm
from maru.staff.shifts.holding import hold
from maru.staff.shifts.hours import DayHours, NoHours
from maru.staff.shifts.models import Absence, ShiftDay, ShiftPattern
from maru.staff.shifts.planned_day import PlannedDay
from maru.staff.shifts.roster import Roster, company_today
from maru.staff.shifts.seeing import planned_by, seen_by, teams_planned_by
from maru.staff.shifts.swapping import swap
from maru.staff.shifts.warnings import warnings_around, warnings_of
from maru.staff.shifts.wording import no_hours

router = Routes()

LONGEST = 35  # days of one answer
MOST = 200  # members of one answer


@router.read("/shifts", ShiftsOut, scope="staff:read", summary="Show shifts", fails=(422,))
def shifts(request: HttpRequest, asked: Query[ShiftsAsked]) -> dict[str, Any]:
    """What is planned, date by date: of yourself, and of whom you plan."""
    by = caller(request)
    first = asked.first or company_today()
    last = asked.last or first + timedelta(days=6)
    if not timedelta(0) <= last - first < timedelta(days=LONGEST):
        words = _("Ask for 1 to %s days.") % LONGEST
        raise ApiError(422, "invalid", words, fields={"last": words})
    people = seen_by(by).filter(is_active=True)
    if asked.team is not None:
        team = get_object_or_404(teams_planned_by(by), pk=asked.team)
        people = people.filter(teams=team)
    if asked.member is not None:
        people = people.filter(pk=asked.member)
    keys = list(people.order_by("pk").values_list("pk", flat=True)[:MOST])
    roster = Roster(keys, first, last)
    days = [_told(day) for pk in keys for day in roster.of(pk)]
    warnings = [
        {"member": pk, "code": each.code, "day": each.day, "words": each.words}
        for pk in keys
        for each in warnings_of(roster, pk)
    ]
    return {"days": days, "warnings": warnings}


@router.write(
    "POST", "/shifts/copies", {200: CopiedOut}, scope="staff:write", summary="Copy a week"
)
def copy(request: HttpRequest, data: WeekCopy) -> dict[str, int]:
    """Let a team's week be as another one was; absences stay where they are. Team leads."""
    by = caller(request)
    team = get_object_or_404(teams_planned_by(by), pk=data.team)
    for name, day in (("source", data.source), ("target", data.target)):
        if day.weekday():
            words = _("Choose a Monday.")
            raise ApiError(422, "invalid", words, fields={name: words})
    if data.source == data.target:
        words = _("Choose another week.")
        raise ApiError(422, "invalid", words, fields={"target": words})
    people = list(planned_by(by).filter(is_active=True, teams=team))
    return {"changed": copy_week(people, source=data.source, target=data.target, by=by)}


@router.read(
    "/shift-patterns", Page[PatternOut], scope="staff:read", summary="List usual weeks",
    fails=(422,),
)  # fmt: skip
def patterns(
    request: HttpRequest, paging: Query[Paging], member: Annotated[Id | None, Query()] = None
) -> dict[str, Any]:
    """Your own, and those of whom you plan. Of one member that which began last is in force."""
    rows = ShiftPattern.objects.visible_to(caller(request))
    if member is not None:
        rows = rows.filter(member=member)
    return paged(rows, "id", paging=paging)


@router.write(
    "POST", "/shift-patterns", {201: PatternOut}, scope="staff:write", summary="Make a usual week"
)
def add_pattern(request: HttpRequest, data: PatternIn) -> Status[ShiftPattern]:
    """Whoever plans them: team leads their teams, managers everybody."""
    by, member = _planner(request, data.member)
    return Status(201, _keep_pattern(ShiftPattern(member=member), data.dict(), by))


@router.write(
    "PATCH", "/shift-patterns/{id}", {200: PatternOut}, scope="staff:write",
    summary="Change a usual week",
)  # fmt: skip
def change_pattern(request: HttpRequest, id: Id, data: PatternChange) -> ShiftPattern:
    """Only what you send changes; a week is sent whole."""
    row, by = _mine_to_plan(request, ShiftPattern.objects.visible_to(caller(request)), id)
    now = {
        "begins_on": row.begins_on, "ends_on": row.ends_on, "week": row.week,
        "calendar": row.calendar_id, "works_on_holidays": row.works_on_holidays,
    }  # fmt: skip
    return _keep_pattern(row, {**now, **data.dict(exclude_unset=True)}, by)


@router.write(
    "DELETE", "/shift-patterns/{id}", {204: None}, scope="staff:write",
    summary="Remove a usual week",
)  # fmt: skip
def remove_pattern(request: HttpRequest, id: Id) -> Status[None]:
    """The one before it is in force again; without one nothing is planned of them."""
    row, by = _mine_to_plan(request, ShiftPattern.objects.visible_to(caller(request)), id)
    row.remove(by=by)
    return Status(204, None)


@router.read(
    "/shift-days", Page[DayOut], scope="staff:read", summary="List dates that are otherwise",
    fails=(422,),
)  # fmt: skip
def days(
    request: HttpRequest, paging: Query[Paging], member: Annotated[Id | None, Query()] = None
) -> dict[str, Any]:
    """Your own, and those of whom you plan."""
    rows = ShiftDay.objects.visible_to(caller(request))
    if member is not None:
        rows = rows.filter(member=member)
    return paged(rows, "id", paging=paging)


@router.write(
    "PUT", "/shift-days", {200: ShiftsOut}, scope="staff:write", summary="Plan a date otherwise"
)
def put_day(request: HttpRequest, data: DayIn) -> dict[str, Any]:
    """One date of one member: off, other hours, an extra shift, a swap, or as usual again. The
    answer is the date as it is planned now, and what is strange about its week."""
    by, member = _planner(request, data.member)
    match data.kind:
        case "usual":
            for row in ShiftDay.objects.filter(member=member, day=data.day):
                row.remove(by=by)
        case "swap":
            words = _("Choose somebody else to swap with.")
            people = planned_by(by).filter(is_active=True)
            partner = people.filter(pk=data.partner or 0).first()
            if partner is None:
                raise ApiError(422, "invalid", words, fields={"partner": words})
            swap(member, partner, data.day, by=by, note=data.note)
        case _:
            written = {"kind": data.kind, "note": data.note, **_as_text(data.hours)}
            form = DayForm(written, member=member, day=data.day)
            require_valid(form, renamed={"shifts": "hours", "breaks": "hours"})
            form.save_by(by)
    roster = Roster([member.pk], data.day, data.day)
    strange = [
        {"member": member.pk, "code": each.code, "day": each.day, "words": each.words}
        for each in warnings_around(member.pk, data.day, data.day)
    ]
    return {"days": [_told(day) for day in roster.of(member.pk)], "warnings": strange}


@router.read(
    "/absences", Page[AbsenceOut], scope="staff:read", summary="List absences", fails=(422,)
)
def absences(
    request: HttpRequest, paging: Query[Paging], member: Annotated[Id | None, Query()] = None,
    first: Annotated[Day | None, Query()] = None, last: Annotated[Day | None, Query()] = None,
) -> dict[str, Any]:  # fmt: skip
    """Your own, and those of whom you plan; that lie on a day from «first» to «last»."""
    rows = Absence.objects.visible_to(caller(request)).between(first or EARLIEST, last or LATEST)
    if member is not None:
        rows = rows.filter(member=member)
    return paged(rows, "id", paging=paging)


@router.write(
    "POST", "/absences", {201: AbsenceOut}, scope="staff:write", summary="Plan an absence"
)
def add_absence(request: HttpRequest, data: AbsenceIn) -> Status[Absence]:
    """Routing gives them nothing meanwhile. Whoever plans them: team leads their teams, managers
    everybody."""
    by, member = _planner(request, data.member)
    return Status(201, _keep_absence(Absence(member=member), data.dict(), by))


@router.write(
    "PATCH", "/absences/{id}", {200: AbsenceOut}, scope="staff:write", summary="Change an absence"
)
def change_absence(request: HttpRequest, id: Id, data: AbsenceChange) -> Absence:
    """Only what you send changes."""
    row, by = _mine_to_plan(request, Absence.objects.visible_to(caller(request)), id)
    return _keep_absence(row, {**row.told, **data.dict(exclude_unset=True)}, by)


@router.write(
    "DELETE", "/absences/{id}", {204: None}, scope="staff:write", summary="Remove an absence"
)
def remove_absence(request: HttpRequest, id: Id) -> Status[None]:
    """They are there as planned."""
    row, by = _mine_to_plan(request, Absence.objects.visible_to(caller(request)), id)
    row.remove(by=by)
    return Status(204, None)


def _planner(request: HttpRequest, pk: int) -> tuple[Member, Member]:
    """Return the caller, and the member whom they plan. 404 for whom they may not see, 403 for
    whom they see and do not plan."""
    by = caller(request)
    member = get_object_or_404(seen_by(by), pk=pk)
    if not planned_by(by).filter(pk=pk).exists():
        raise PermissionDenied
    return by, member


def _mine_to_plan(request: HttpRequest, rows: Any, pk: int) -> tuple[Any, Member]:
    """Return the row as it is once nobody else plans the same member: what is not sent is to stay
    as somebody else has just made it."""
    row = get_object_or_404(rows, pk=pk)
    by, _member = _planner(request, row.member_id)
    hold([row.member_id])
    return get_object_or_404(rows, pk=pk), by


def _keep_pattern(row: ShiftPattern, said: dict[str, Any], by: Member) -> ShiftPattern:
    given = {key: value for key, value in said.items() if key not in ("week", "member")}
    for day, hours in said["week"].items():
        given |= {f"{day}_{part}": text for part, text in _as_text(hours, day).items()}
    hold([row.member_id])
    form = PatternForm(given, instance=row)
    names = {
        f"{day}_{part}": f"week.{day}" for day in said["week"] for part in ("shifts", "breaks")
    }
    require_valid(form, renamed=names)
    return form.save_by(by)


def _keep_absence(row: Absence, said: dict[str, Any], by: Member) -> Absence:
    hold([row.member_id])
    form = AbsenceForm(said, instance=row)
    require_valid(form)
    return form.save_by(by)


def _as_text(hours: Any, day: str = "") -> dict[str, str]:
    """Return hours as a form has them: both ways are judged by the same words."""
    given = hours if isinstance(hours, dict) else hours.dict()
    try:
        DayHours.of(given)
    except NoHours as why:
        words = no_hours(why.code)
        name = f"week.{day}" if day else "hours"
        raise ApiError(422, "invalid", words, fields={name: words}) from None
    return {
        part: ", ".join("~".join(each) for each in given.get(part) or [])
        for part in ("shifts", "breaks")
    }


def _told(day: PlannedDay) -> dict[str, Any]:
    return {
        "member": day.member, "day": day.day, "time_zone": day.zone, "because": str(day.because),
        "hours": day.hours.kept,
        "there": [{"begin": moment(begin), "end": moment(end)} for begin, end in day.there],
        "absences": [
            {"id": each.pk, "kind": each.kind, "part": each.part} for each in day.absences
        ],
    }  # fmt: skip
