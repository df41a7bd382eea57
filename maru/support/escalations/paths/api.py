"""/escalation-paths: the levels that tickets are handed up to."""

from __future__ import annotations

from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.escalations.models import EscalationLevel, EscalationPath
from maru.support.escalations.paths.forms import (
    MOST_LEVELS,
    EscalationLevelForm,
    EscalationPathForm,
)
from maru.support.escalations.paths.path import EscalationPathQuerySet

router = Routes()

LEVEL: dict[str, Any] = {
    "id": 3, "name": "2차 기술", "way": "team", "team": 2, "person": None, "address": "",
    "within": 240,
}  # fmt: skip
EXAMPLE: dict[str, Any] = {
    "id": 1, "name": "기술 문제", "is_on": True, "brands": [], "teams": [], "warn_before": 60,
    "pauses": ["pending"], "levels": [LEVEL],
}  # fmt: skip
WARNS = "Minutes of working time before it is due; 0: no warning."
PAUSES = "pending, on_hold: in these statuses its time stands still."
Ways = Literal["team", "department", "vendor"]


class LevelOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": LEVEL})
    id: int
    name: str
    way: Ways
    team: int | None = Field(description="null: none, or one that you may not know of.")
    person: int | None = Field(description="Who is in charge.")
    address: str = Field(description="Of a vendor.")
    within: int = Field(
        alias="goal", serialization_alias="within", description="Minutes of working time, usually."
    )

    @staticmethod
    def resolve_team(level: EscalationLevel) -> int | None:
        return None if getattr(level, "hides_team", False) else level.team_id

    @staticmethod
    def resolve_person(level: EscalationLevel) -> int | None:
        return None if getattr(level, "hides_team", False) else level.person_id


class PathOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    name: str
    is_on: bool
    brands: list[int] = Field(description="[]: of all.")
    teams: list[int] = Field(description="Who may use it; []: every team.")
    warn_before: int = Field(description=WARNS)
    pauses: list[str] = Field(description=PAUSES)
    levels: list[LevelOut]

    @staticmethod
    def resolve_brands(path: EscalationPath) -> list[int]:
        seen = getattr(path, "seen_brands", None)
        return [each.pk for each in path.brands.all() if seen is None or each.pk in seen]

    @staticmethod
    def resolve_teams(path: EscalationPath) -> list[int]:
        hidden = getattr(path, "hidden_teams", ())
        return [each.pk for each in path.teams.all() if each.pk not in hidden]

    @staticmethod
    def resolve_levels(path: EscalationPath) -> list[EscalationLevel]:
        return path.numbered()


class LevelIn(Schema):
    model_config = ConfigDict(json_schema_extra={"example": LEVEL})
    id: Id | None = Field(None, description="Of one that is there and stays; null: a new one.")
    name: Line
    way: Ways = "team"
    team: Id | None = None
    person: Id | None = None
    address: Line = ""
    within: int = 480


class NewPath(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "기술 문제", "levels": [{"name": "2차", "team": 2}]}}
    )
    name: Line
    is_on: bool = True
    brands: list[Id] = Field(default_factory=list, max_length=100)
    teams: list[Id] = Field(default_factory=list, max_length=100)
    warn_before: int = 60
    pauses: list[Line] = Field(default=["pending"], max_length=4, description=PAUSES)
    levels: list[LevelIn] = Field(default_factory=list, max_length=MOST_LEVELS)


class PathChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"is_on": False}})
    name: Line = unset()
    is_on: bool = unset()
    brands: list[Id] = Field(default_factory=list, max_length=100)
    teams: list[Id] = Field(default_factory=list, max_length=100)
    warn_before: int = unset()
    pauses: list[Line] = Field(default_factory=list, max_length=4, description=PAUSES)
    levels: list[LevelIn] = Field(
        default_factory=list, max_length=MOST_LEVELS, description="All, in their order."
    )


@router.read(
    "/escalation-paths", Page[PathOut], scope="tickets:read", summary="List escalation paths",
    fails=(422,),
)  # fmt: skip
def paths(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Those that you may use, with their levels in order; administrators see all."""
    member = caller(request)
    found = paged(_seen(member), "place", "id", paging=paging)
    for path in found["items"]:
        _narrow(path, member)
    return found


@router.read(
    "/escalation-paths/{id}", PathOut, scope="tickets:read", summary="Show an escalation path"
)
def path(request: HttpRequest, id: Id) -> EscalationPath:
    """One that you may use."""
    member = caller(request)
    return _narrow(get_object_or_404(_seen(member), pk=id), member)


@router.write(
    "POST", "/escalation-paths", {201: PathOut},
    scope="staff:write", summary="Make an escalation path",
)  # fmt: skip
def add(request: HttpRequest, data: NewPath) -> Status[EscalationPath]:
    """Administrators."""
    by = caller_who_can(request, Power.COMPANY)
    return Status(201, _saved(by, EscalationPath(), data.dict()))


@router.write(
    "PATCH", "/escalation-paths/{id}", {200: PathOut},
    scope="staff:write", summary="Change an escalation path",
)  # fmt: skip
def change(request: HttpRequest, id: Id, data: PathChange) -> EscalationPath:
    """Only what you send changes. Administrators."""
    by, found = _changeable(request, id)
    is_told: dict[str, Any] = {
        "name": found.name, "is_on": found.is_on, "warn_before": found.warn_before,
        "pauses": found.pauses, "brands": [each.pk for each in found.brands.all()],
        "teams": [each.pk for each in found.teams.all()],
    }  # fmt: skip
    asked = data.dict(exclude_unset=True)
    if "levels" in asked:
        asked["levels"] = [each.dict() for each in data.levels]
    return _saved(by, found, {**is_told, **asked})


@router.write(
    "DELETE", "/escalation-paths/{id}", {204: None},
    scope="staff:write", summary="Remove an escalation path",
)  # fmt: skip
def remove(request: HttpRequest, id: Id) -> Status[None]:
    """What was handed up along it goes on. Administrators."""
    by, found = _changeable(request, id)
    found.remove(by=by)
    return Status(204, None)


def _seen(member: Member) -> EscalationPathQuerySet:
    rows = EscalationPath.objects.all()
    if not member.sees_company:
        rows = EscalationPath.objects.visible_to(member)
    return rows.prefetch_related("levels", "brands", "teams")


def _changeable(request: HttpRequest, pk: int) -> tuple[Member, EscalationPath]:
    """Return one to administrators; nobody else has any to change."""
    by = caller(request)
    rows = _seen(by) if by.sees_company else EscalationPath.objects.none()
    return by, get_object_or_404(rows, pk=pk)


def _narrow(path: EscalationPath, member: Member) -> EscalationPath:
    """Leave out the brands and private teams that ``member`` may not know of."""
    if not member.sees_company:
        hidden = set(member.hidden_team_ids)
        path.seen_brands, path.hidden_teams = set(member.brand_ids), hidden  # type: ignore[attr-defined]
        for level in path.levels.all():
            level.hides_team = level.team_id in hidden  # type: ignore[attr-defined]
    return path


def _saved(by: Member, path: EscalationPath, asked: dict[str, Any]) -> EscalationPath:
    levels = asked.pop("levels", None)
    form = EscalationPathForm({**asked, "warn_before": str(asked["warn_before"])}, instance=path)
    require_valid(form)
    with transaction.atomic():
        saved = form.save_by(by)
        if levels is not None:
            _arrange(saved, levels, by)
    return _seen(by).get(pk=saved.pk)


def _arrange(path: EscalationPath, levels: list[dict[str, Any]], by: Member) -> None:
    """Have these levels, in this order, and no others."""
    there = {level.pk: level for level in EscalationLevel.objects.filter(path=path)}
    named = [given["id"] for given in levels if given["id"] is not None]
    if len(set(named)) < len(named) or not set(named) <= set(there):
        words = _("A level of this path is not there any more, or named twice.")
        raise ApiError(422, "invalid", words, fields={"levels": words})
    for pk, level in there.items():
        if pk not in named:
            level.remove(by=by)
    for place, given in enumerate(levels, start=1):
        level = there.get(given["id"]) or EscalationLevel(path=path)
        form = EscalationLevelForm({**given, "goal": str(given["within"])}, instance=level)
        require_valid(form, renamed={"goal": "within"})
        saved = form.save_by(by)
        EscalationLevel.objects.filter(pk=saved.pk).update(place=place)
