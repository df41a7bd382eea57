"""/me and /members; invitations are in api_invitations.py, teams and brands beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema
from pydantic import ConfigDict, Field

from maru.kit.api.bearer import key_of
from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging, Words, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.company.models import Brand
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.forms.member import MemberForm
from maru.staff.members.forms.profile import ProfileForm
from maru.staff.members.managing import Disallowed
from maru.staff.members.models import ApiToken, Member
from maru.staff.members.roles import Power
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
                "availability": "break", "back_at": "2026-11-30T05:30:00Z",
            }
        }
    )  # fmt: skip
    email: str
    role: str
    is_active: bool
    teams: list[NamedOut]
    availability: str = Field(description="available, away or break.")
    back_at: datetime | None = Field(description="When they return; null: nobody said.")

    @staticmethod
    def resolve_teams(member: Member) -> list[Team]:
        return list(member.teams.all())


class MeOut(NamedOut):
    email: str
    role: str
    language: str
    time_zone: str
    signature: str
    teams: list[NamedOut]
    brands: list[NamedOut]
    scopes: list[str] = Field(description="What this token may do.")


class MeChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"time_zone": "Asia/Seoul"}})
    name: Line = unset()
    language: Line = unset()
    time_zone: Line = unset()
    signature: Words = unset()


class MemberChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"role": "senior"}})
    name: Line = unset()
    role: Line = unset()
    brands: list[Id] = Field(
        default_factory=list, max_length=1000,
        description="Of those that you see; others stay as they are.",
    )  # fmt: skip
    teams: list[Id] = Field(default_factory=list, max_length=1000, description="Likewise.")


@router.read("/me", MeOut, scope="", summary="Who am I")
def me(request: HttpRequest) -> dict[str, Any]:
    """The member this token acts as, and its scopes. Any token may ask."""
    return me_told(request, caller(request))


def me_told(request: HttpRequest, member: Member) -> dict[str, Any]:
    """Return ``member``, who asks, as /me tells it."""
    fields = ("id", "name", "email", "role", "language", "time_zone", "signature")
    return {
        **{name: getattr(member, name) for name in fields},
        "teams": list(member.teams.all()),
        "brands": list(member.brands.all()),
        "scopes": cast(ApiToken, key_of(request)).scopes,
    }


@router.write("PATCH", "/me", {200: MeOut}, scope="staff:write", summary="Change my profile")
def change_me(request: HttpRequest, data: MeChange) -> dict[str, Any]:
    """Only what you send changes. Address and password are changed on the page alone."""
    member = Member.objects.get(pk=caller(request).pk)
    answers = {**ProfileForm(instance=member).initial, **data.dict(exclude_unset=True)}
    form = ProfileForm(answers, instance=member)
    require_valid(form)
    form.save_by(member)
    return me_told(request, member)


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


@router.write(
    "PATCH", "/members/{id}", {200: MemberOut},
    scope="staff:write", summary="Change a member", fails=(409,),
)  # fmt: skip
def change_member(request: HttpRequest, id: Id, data: MemberChange) -> Member:
    """Only what you send changes. Managers and above; the address to sign in with, and one's own
    role, are not changed here. 409 says in words why somebody may not be changed.
    """
    by = caller_who_can(request, Power.PEOPLE)
    found = get_object_or_404(Member.objects.visible_to(by), pk=id)
    answers = {**_as_answered(found, by), **data.dict(exclude_unset=True)}
    form = MemberForm(answers, by=by, member=found)
    require_valid(form)
    try:
        found.revise(by=by, **form.cleaned_data)
    except Disallowed as why:
        raise ApiError(409, "disallowed", str(why)) from why
    shown = get_object_or_404(Member.objects.prefetch_related("teams"), pk=found.pk)
    hide_teams([shown], by)
    return shown


def _as_answered(member: Member, by: Member) -> dict[str, Any]:
    """Return ``member`` as ``by`` sees them on the page of the settings."""
    brands = Brand.objects.visible_to(by).filter(members=member)
    teams = Team.objects.visible_to(by).filter(members=member)
    return {
        **{name: getattr(member, name) for name in ("name", "email", "role")},
        "brands": list(brands.values_list("pk", flat=True)),
        "teams": list(teams.values_list("pk", flat=True)),
    }


def hide_teams(found: list[Member], reader: Member) -> None:
    """Leave out the private teams of ``found`` that ``reader`` does not know of."""
    hidden = set(reader.hidden_team_ids)
    for each in found:
        teams = [team for team in each.teams.all() if team.pk not in hidden]
        each._prefetched_objects_cache["teams"] = teams  # type: ignore[attr-defined]
