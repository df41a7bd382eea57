"""/teams: who belongs together."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Line, Page, Paging, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.api import NamedOut
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.forms.team import TeamForm
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team

router = Routes()


class TeamOut(NamedOut):
    is_private: bool


class NewTeam(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "교환·환불팀", "members": [3]}}
    )
    name: Line
    is_private: bool = False
    members: list[Id] = Field([], max_length=1000)


class TeamChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"members": [3, 4]}})
    name: Line = unset()
    is_private: bool = unset()
    members: list[Id] = Field(
        default_factory=list, max_length=1000,
        description="All of them that you see; others stay in the team.",
    )  # fmt: skip


class TeamWithMembersOut(TeamOut):
    members: list[NamedOut] = Field(description="Those who are active and whom you may see.")


@router.read("/teams", Page[TeamOut], scope="staff:read", summary="List teams")
def teams(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The teams, without private ones you do not belong to."""
    return paged(Team.objects.visible_to(caller(request)), "id", paging=paging)


@router.read("/teams/{id}", TeamWithMembersOut, scope="staff:read", summary="Show a team")
def team(request: HttpRequest, id: Id) -> dict[str, Any]:
    """One team, and who is in it."""
    reader = caller(request)
    return _team(get_object_or_404(Team.objects.visible_to(reader), pk=id), reader)


@router.write(
    "POST", "/teams", {201: TeamWithMembersOut}, scope="staff:write", summary="Make a team"
)
def add_team(request: HttpRequest, data: NewTeam) -> Status[dict[str, Any]]:
    """Managers and above."""
    by = caller_who_can(request, Power.PEOPLE)
    form = TeamForm(data.dict(), by=by)
    require_valid(form)
    return Status(201, _team(Team.found(by=by, **form.chosen), by))


@router.write(
    "PATCH", "/teams/{id}", {200: TeamWithMembersOut}, scope="staff:write", summary="Change a team"
)
def change_team(request: HttpRequest, id: Id, data: TeamChange) -> dict[str, Any]:
    """Only what you send changes. Managers and above."""
    by = caller_who_can(request, Power.PEOPLE)
    found = get_object_or_404(Team.objects.visible_to(by), pk=id)
    now = {
        "name": found.name,
        "is_private": found.is_private,
        "members": [each.pk for each in _members(found, by)],
    }
    form = TeamForm({**now, **data.dict(exclude_unset=True)}, by=by, team=found)
    require_valid(form)
    found.revise(by=by, **form.chosen)
    return _team(found, by)


def _team(team: Team, reader: Member) -> dict[str, Any]:
    told = {"id": team.pk, "name": team.name, "is_private": team.is_private}
    return {**told, "members": _members(team, reader)}


def _members(team: Team, reader: Member) -> list[Member]:
    return list(Member.objects.visible_to(reader).active().filter(teams=team).order_by("id"))
