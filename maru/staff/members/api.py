"""/me, /members, /teams, /brands: read only; invitations are written in api_invitations.py."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema
from pydantic import ConfigDict, Field

from maru.kit.api.bearer import key_of
from maru.kit.api.fields import Id, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.company.models import Brand
from maru.staff.members.calling import caller
from maru.staff.members.models import ApiToken, Member
from maru.staff.teams.models import Team

router = Routes()


class NamedOut(Schema):
    id: int
    name: str


class MemberOut(NamedOut):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 3, "name": "최지수", "email": "jisu@onnuri.example", "role": "agent",
                "is_active": True, "teams": [{"id": 1, "name": "고객지원팀"}],
            }
        }
    )  # fmt: skip
    email: str
    role: str
    is_active: bool
    teams: list[NamedOut]

    @staticmethod
    def resolve_teams(member: Member) -> list[Team]:
        return list(member.teams.all())


class MeOut(NamedOut):
    email: str
    role: str
    language: str
    time_zone: str
    teams: list[NamedOut]
    brands: list[NamedOut]
    scopes: list[str] = Field(description="What this token may do.")


class TeamOut(NamedOut):
    is_private: bool


class BrandOut(NamedOut):
    language: str


@router.read("/me", MeOut, scope="", summary="Who am I")
def me(request: HttpRequest) -> dict[str, Any]:
    """The member this token acts as, and its scopes. Any token may ask."""
    member = caller(request)
    fields = ("id", "name", "email", "role", "language", "time_zone")
    return {
        **{name: getattr(member, name) for name in fields},
        "teams": list(member.teams.all()),
        "brands": list(member.brands.all()),
        "scopes": cast(ApiToken, key_of(request)).scopes,
    }


@router.read("/members", Page[MemberOut], scope="staff:read", summary="List members")
def members(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The colleagues who share a brand with you, in the order they were added."""
    rows = Member.objects.visible_to(caller(request)).prefetch_related("teams")
    page = paged(rows, "id", paging=paging)
    hide_teams(page["items"], caller(request))
    return page


@router.read("/members/{id}", MemberOut, scope="staff:read", summary="Show a member")
def member(request: HttpRequest, id: Id) -> Member:
    """A colleague who shares a brand with you; administrators see all."""
    rows = Member.objects.visible_to(caller(request)).prefetch_related("teams")
    found = get_object_or_404(rows, pk=id)
    hide_teams([found], caller(request))
    return found


def hide_teams(found: list[Member], reader: Member) -> None:
    """Leave out the private teams of ``found`` that ``reader`` does not know of."""
    hidden = set(reader.hidden_team_ids)
    for each in found:
        teams = [team for team in each.teams.all() if team.pk not in hidden]
        each._prefetched_objects_cache["teams"] = teams  # type: ignore[attr-defined]


@router.read("/teams", Page[TeamOut], scope="staff:read", summary="List teams")
def teams(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The teams, without private ones you do not belong to."""
    return paged(Team.objects.visible_to(caller(request)), "id", paging=paging)


@router.read("/brands", Page[BrandOut], scope="staff:read", summary="List brands")
def brands(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The brands you work for."""
    return paged(Brand.objects.filter(pk__in=caller(request).brand_ids), "id", paging=paging)
