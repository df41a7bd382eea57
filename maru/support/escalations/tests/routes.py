from __future__ import annotations

from typing import Any

from django.utils import timezone

from maru.staff.members.models import Member
from maru.staff.members.tests.routes import Thing, everybody, things
from maru.support.escalations.models import Escalation, EscalationLevel, EscalationPath
from maru.support.tickets.tests.routes import hanging_on


def _path(case: Any) -> EscalationPath:
    path, _new = EscalationPath.objects.get_or_create(name="기술 문제")
    EscalationLevel.objects.get_or_create(path=path, name="2차 기술", team=case.team)
    return path


@things("escalation-paths")
def paths(case: Any) -> list[Thing]:
    return [Thing(_path(case).pk, _may_use)]


def _may_use(member: Member) -> bool:
    return member.sees_company or member.can("change")  # type: ignore[arg-type]


@things("levels")
def levels(case: Any) -> list[Thing]:
    path = _path(case)
    return [Thing(level.pk, everybody, inside=path.pk) for level in path.levels.all()]


@things("escalations")
def escalations(case: Any) -> list[Thing]:
    """One of each ticket."""

    def of(ticket: Any) -> int:
        row, _new = Escalation.objects.get_or_create(
            ticket=ticket,
            defaults={
                "path": _path(case), "name": "2차 기술", "number": 1, "way": "team",
                "reason": ticket.subject, "by_name": "최지수", "owner": case.jisu, "goal": 3600,
                "used": 0, "state": "running", "started_at": timezone.now(),
            },
        )  # fmt: skip
        return row.pk

    return hanging_on(case, of)
