"""/skills: what there is to know. /members/{id}/skills: who knows how much of it."""

from __future__ import annotations

from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Line, Page, Paging, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.skills.forms import KnowsForm
from maru.staff.members.skills.skill import HIGHEST, Skill, knows

router = Routes()

KNOWS: dict[str, Any] = {"skills": [{"skill": 2, "level": 3}], "languages": ["ko", "en"]}


class SkillOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"id": 2, "name": "결제"}})
    id: int
    name: str


class SkillIn(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"name": "결제"}})
    name: Annotated[Line, Field(min_length=1, max_length=60)]


class Level(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"skill": 2, "level": 3}})
    skill: Id
    level: Annotated[int, Field(ge=0, le=HIGHEST, description="0: not at all.")]


class KnowsOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": KNOWS})
    skills: list[Level]
    languages: list[str] = Field(description="None: nobody minds.")


class KnowsChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": KNOWS})
    skills: list[Level] = Field(
        default_factory=list, max_length=200, description="Those that you name change."
    )
    languages: list[Line] = unset()


@router.read("/skills", Page[SkillOut], scope="staff:read", summary="List skills")
def skills(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """What members may know, which routing asks for."""
    caller(request)
    return paged(Skill.objects.all(), "id", paging=paging)


@router.write("POST", "/skills", {201: SkillOut}, scope="staff:write", summary="Make a skill")
def add_skill(request: HttpRequest, data: SkillIn) -> Status[Skill]:
    """Managers and above."""
    return Status(201, Skill.add(data.name, by=caller_who_can(request, Power.PEOPLE)))


@router.write(
    "PATCH", "/skills/{id}", {200: SkillOut}, scope="staff:write", summary="Rename a skill"
)
def rename_skill(request: HttpRequest, id: Id, data: SkillIn) -> Skill:
    """Administrators."""
    by, skill = _skill(request, id)
    skill.rename(data.name, by=by)
    return skill


@router.write("DELETE", "/skills/{id}", {204: None}, scope="staff:write", summary="Remove a skill")
def remove_skill(request: HttpRequest, id: Id) -> Status[None]:
    """What needed it needs it no more. Administrators."""
    by, skill = _skill(request, id)
    skill.remove(by=by)
    return Status(204, None)


@router.read(
    "/members/{id}/skills", KnowsOut, scope="staff:read", summary="Show what a member knows"
)
def member_skills(request: HttpRequest, id: Id) -> dict[str, Any]:
    """Their skills with levels, and the languages that they speak."""
    return _told(get_object_or_404(Member.objects.visible_to(caller(request)), pk=id))


@router.write(
    "PATCH", "/members/{id}/skills", {200: KnowsOut}, scope="staff:write",
    summary="Say what a member knows",
)  # fmt: skip
def change_member_skills(request: HttpRequest, id: Id, data: KnowsChange) -> dict[str, Any]:
    """Only what you send changes. Managers and above."""
    by = caller_who_can(request, Power.PEOPLE)
    member = get_object_or_404(Member.objects.visible_to(by), pk=id)
    if not member.is_managed_by(by):
        raise PermissionDenied
    now = knows(member)
    given = data.dict(exclude_unset=True)
    levels = {**now["skills"], **{e["skill"]: e["level"] for e in given.get("skills", [])}}
    said = {f"skill_{pk}": level for pk, level in levels.items()}
    form = KnowsForm({**said, "languages": given.get("languages", now["languages"])}, member=member)
    require_valid(form)
    form.save_by(by)
    return _told(member)


def _skill(request: HttpRequest, pk: int) -> tuple[Member, Skill]:
    """Every brand has the same ones, so that who changes one is of the company."""
    by = caller(request)
    rows = Skill.objects.all() if by.can(Power.COMPANY) else Skill.objects.none()
    return by, get_object_or_404(rows, pk=pk)


def _told(member: Member) -> dict[str, Any]:
    now = knows(member)
    levels = [{"skill": pk, "level": level} for pk, level in now["skills"].items()]
    return {"skills": levels, "languages": now["languages"]}
