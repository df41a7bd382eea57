"""/invitations: list, invite, withdraw. The link itself goes by mail alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.api import NamedOut
from maru.staff.members.calling import caller_who_can
from maru.staff.members.forms.invitation import InvitationForm
from maru.staff.members.inviting import invite
from maru.staff.members.managing import Disallowed
from maru.staff.members.models import Invitation
from maru.staff.members.roles import Power

router = Routes()


class InvitationOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 4, "email": "new@onnuri.example", "name": "한새로", "role": "agent",
                "language": "ko", "brands": [{"id": 1, "name": "온누리 상점"}], "teams": [],
                "expires_at": "2026-11-29T09:00:00+09:00", "is_late": False,
            }
        }
    )  # fmt: skip
    id: int
    email: str
    name: str
    role: str
    language: str
    brands: list[NamedOut]
    teams: list[NamedOut]
    expires_at: datetime
    is_late: bool

    @staticmethod
    def resolve_brands(invitation: Invitation) -> list[Any]:
        return list(invitation.brands.all())

    @staticmethod
    def resolve_teams(invitation: Invitation) -> list[Any]:
        return list(invitation.teams.all())


class InvitationIn(Schema):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"email": "new@onnuri.example", "role": "agent", "brands": [1]}
        },
    )
    email: str = Field(max_length=254)
    role: str = Field(max_length=12)
    name: str = Field("", max_length=80)
    language: str = Field("", max_length=5, description="Empty: the company's.")
    brands: list[Id] = Field(default_factory=list, max_length=200)
    teams: list[Id] = Field(default_factory=list, max_length=200)


@router.read("/invitations", Page[InvitationOut], scope="staff:read", summary="List invitations")
def invitations(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Those neither accepted nor withdrawn, the newest first. Managers and administrators."""
    reader = caller_who_can(request, Power.PEOPLE)
    rows = Invitation.objects.visible_to(reader).waiting().prefetch_related("brands", "teams")
    return paged(rows, "-id", paging=paging)


@router.write(
    "POST", "/invitations", {201: InvitationOut},
    scope="staff:write", summary="Invite somebody", fails=(409,),
)  # fmt: skip
def invite_one(request: HttpRequest, data: InvitationIn) -> Status[Invitation]:
    """Mail them a link that works once, within 72 hours. It replaces an earlier invitation."""
    by = caller_who_can(request, Power.PEOPLE)
    asked = {**data.dict(exclude={"email"}), "addresses": data.email}
    form = InvitationForm(asked, by=by)
    if not form.is_valid():
        wrong = {
            "email" if name == "addresses" else name: " ".join(map(str, errors))
            for name, errors in form.errors.items()
        }
        raise ApiError(422, "invalid", " ".join(wrong.values()), fields=wrong)
    if len(form.cleaned_data["addresses"]) > 1:
        words = _("One address, please.")
        raise ApiError(422, "invalid", words, fields={"email": words})
    try:
        (invited,) = invite(by=by, **form.cleaned_data)
    except Disallowed as why:
        raise ApiError(409, "disallowed", str(why)) from why
    return Status(201, invited.invitation)


@router.write(
    "DELETE", "/invitations/{id}", {204: None}, scope="staff:write",
    summary="Withdraw an invitation",
)  # fmt: skip
def withdraw(request: HttpRequest, id: Id) -> Status[None]:
    """The link is dead at once."""
    by = caller_who_can(request, Power.PEOPLE)
    get_object_or_404(Invitation.objects.visible_to(by).waiting(), pk=id).withdraw(by=by)
    return Status(204, None)
