from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller_who_can
from maru.staff.members.managing import Disallowed
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.leaving import HandOverForm, let_go

router = Routes()


class Leaving(Schema):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"team": 1}})
    member: Id | None = Field(None, description="The colleague who takes over.")
    team: Id | None = Field(None, description="Or the team. Neither: the tickets are unassigned.")


class HandedOver(Schema):
    tickets: int = Field(description="Open tickets that were theirs.")
    followed: int
    drafts: int


@router.write(
    "POST", "/members/{id}/deactivate", {200: HandedOver},
    scope="staff:write", summary="Deactivate a member", fails=(409,),
)  # fmt: skip
def deactivate(request: HttpRequest, id: Id, data: Leaving) -> Any:
    """Hand their open tickets over and end their access, in one step. Managers and above."""
    by = caller_who_can(request, Power.PEOPLE)
    leaving = get_object_or_404(Member.objects.visible_to(by), pk=id)
    to = f"member:{data.member}" if data.member else f"team:{data.team}" if data.team else ""
    form = HandOverForm({"to": to}, by=by, leaving=leaving)
    if not form.is_valid():
        field = "member" if data.member else "team"
        words = _("Nobody here may take over under this number.")
        raise ApiError(422, "invalid", words, fields={field: words})
    try:
        return let_go(leaving, to=form.heir, by=by)
    except Disallowed as why:
        raise ApiError(409, "disallowed", str(why)) from why


@router.write(
    "POST", "/members/{id}/reactivate", {204: None},
    scope="staff:write", summary="Reactivate a member", fails=(409,),
)  # fmt: skip
def reactivate(request: HttpRequest, id: Id) -> Status[None]:
    """Let them in again. What was handed over stays where it is."""
    by = caller_who_can(request, Power.PEOPLE)
    try:
        get_object_or_404(Member.objects.visible_to(by), pk=id).reactivate(by=by)
    except Disallowed as why:
        raise ApiError(409, "disallowed", str(why)) from why
    return Status(204, None)
