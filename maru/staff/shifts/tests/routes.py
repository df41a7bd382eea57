from __future__ import annotations

from datetime import date
from typing import Any

from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.staff.members.tests.routes import SeenBy, Thing, everybody, things
from maru.staff.shifts.models import Absence, ShiftPattern


def planned_of(owner: Member) -> SeenBy:
    """Themselves, managers who share a brand, and leads who share a team."""

    def sees(member: Member) -> bool:
        if member == owner or member.role == Role.ADMIN:
            return True
        if not set(member.brands.all()) & set(owner.brands.all()):
            return False
        shares_team = bool(set(member.teams.all()) & set(owner.teams.all()))
        return member.role == Role.MANAGER or (member.role == Role.LEAD and shares_team)

    return sees


@things("shifts")
def shifts(case: Any) -> list[Thing]:
    return [Thing(owner.pk, planned_of(owner)) for owner in (case.jisu, case.eve)]


@things("patterns")
def patterns(case: Any) -> list[Thing]:
    return [
        Thing(_pattern(owner, 2026).pk, planned_of(owner), inside=owner.pk)
        for owner in (case.jisu, case.eve)
    ]


@things("shift-patterns")
def shift_patterns(case: Any) -> list[Thing]:
    return [Thing(_pattern(owner, 2027).pk, planned_of(owner)) for owner in (case.jisu, case.eve)]


@things("absences")
def absences(case: Any) -> list[Thing]:
    day = date(2026, 12, 24)
    return [
        Thing(
            Absence.objects.create(member=owner, first_on=day, last_on=day).pk, planned_of(owner),
            inside=owner.pk,
        )
        for owner in (case.jisu, case.eve)
    ]  # fmt: skip


@things("days")
def days(case: Any) -> list[Thing]:
    return [Thing("2026-12-07", everybody)]


def _pattern(owner: Member, year: int) -> ShiftPattern:
    return ShiftPattern.objects.create(member=owner, begins_on=date(year, 1, 1))
