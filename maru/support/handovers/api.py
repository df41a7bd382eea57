"""/handovers: what is open is told, and given, to whoever goes on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Page, Paging, Words
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.roles import Power
from maru.support.handovers.forms import HandoverForm
from maru.support.handovers.giving import hand_over
from maru.support.handovers.models import Handover
from maru.support.handovers.prefilling import MOST, open_for
from maru.support.handovers.taking_back import take_back
from maru.support.tickets.api.schemas import Ref

router = Routes()

PART: dict[str, Any] = {"ticket": 7, "text": "고객이 사진을 보내기로 함", "note": 88, "given": True,
                        "left": ""}  # fmt: skip
EXAMPLE: dict[str, Any] = {
    "id": 3, "by": {"id": 3, "name": "최지수"}, "to": {"id": 4, "name": "박민호"}, "team": None,
    "text": "오늘은 조용했어요.", "giving": True, "leaving": False,
    "created_at": "2026-11-29T09:00:00Z", "undone_at": None, "tickets": [PART],
}  # fmt: skip


class Told(Schema):
    ticket: Id
    text: Words = Field("", description="The note that is left there.")


class OpenOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"items": [{"ticket": 7, "text": "상태: 진행 중"}]}}
    )
    items: list[Told]


class NewHandover(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"member": 4, "giving": True, "tickets": [{"ticket": 7, "text": "…"}]}
        }
    )
    member: Id | None = Field(None, description="Who goes on; or a team.")
    team: Id | None = None
    text: Words = ""
    giving: bool = Field(False, description="Give them the tickets, too.")
    leaving: bool = Field(False, description="Mark yourself as away, until you say otherwise.")
    tickets: list[Told] = Field(min_length=1, max_length=MOST)


class PartOut(Schema):
    ticket: int
    text: str
    note: int | None
    given: bool
    left: str = Field(description="Why it was not given; '' where it was, or was not to be.")


class HandoverOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    by: Ref
    to: Ref | None
    team: Ref | None
    text: str
    giving: bool = Field(alias="is_giving", serialization_alias="giving")
    leaving: bool = Field(alias="is_leaving", serialization_alias="leaving")
    created_at: datetime
    undone_at: datetime | None


class HandoverWholeOut(HandoverOut):
    tickets: list[PartOut]


@router.read(
    "/me/open-tickets", OpenOut, scope="tickets:read", summary="List what I would hand over"
)
def open_tickets(request: HttpRequest) -> dict[str, Any]:
    """Your unsolved tickets with the words that the page begins with, in your language."""
    member = caller(request)
    found = open_for(member)
    customers = {each.ticket.requester_id for each in found}
    AccessRecord.note(request, "api", by=member, customers=customers)
    return {"items": [{"ticket": each.ticket.pk, "text": each.text} for each in found]}


@router.write(
    "POST", "/handovers", {201: HandoverWholeOut},
    scope="tickets:write", summary="Hand over", fails=(409,),
)  # fmt: skip
def add(request: HttpRequest, data: NewHandover) -> Status[dict[str, Any]]:
    """A note in each ticket and one notification, all of it or nothing. A ticket that cannot be
    given keeps its assignee and says why."""
    member = caller_who_can(request, Power.CHANGE if data.giving else Power.NOTE)
    if (data.member is None) == (data.team is None):
        words = _("Choose who goes on.")
        raise ApiError(422, "invalid", words, fields={"member": words})
    to = f"member {data.member}" if data.member is not None else f"team {data.team}"
    said = {"to": to, "text": data.text, "is_giving": data.giving, "is_leaving": data.leaving}
    form = HandoverForm(said, member=member)
    field = "member" if data.member is not None else "team"
    require_valid(form, renamed={"to": field})
    texts = {each.ticket: each.text for each in data.tickets}
    made = hand_over(
        texts, by=member, to=form.whom, text=form.cleaned_data["text"],
        is_giving=data.giving, is_leaving=data.leaving,
    )  # fmt: skip
    return Status(201, _whole(made, request))


@router.read(
    "/handovers", Page[HandoverOut], scope="tickets:read", summary="List hand-overs", fails=(422,)
)  # fmt: skip
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """What you handed over, and what was handed to you or a team of yours; the newest first."""
    rows = Handover.objects.visible_to(caller(request)).select_related("by", "to", "team")
    return paged(rows, "-id", paging=paging)


@router.read("/handovers/{id}", HandoverWholeOut, scope="tickets:read", summary="Show a hand-over")
def show(request: HttpRequest, id: Id) -> dict[str, Any]:
    """Of its tickets those that you may see now."""
    rows = Handover.objects.visible_to(caller(request))
    return _whole(get_object_or_404(rows, pk=id), request)


@router.write(
    "POST", "/handovers/{id}/undo", {200: HandoverWholeOut},
    scope="tickets:write", summary="Undo a hand-over", fails=(409,),
)  # fmt: skip
def undo(request: HttpRequest, id: Id) -> dict[str, Any]:
    """Only whoever handed over: the tickets come back, and they are as they were before they left.
    One that somebody gave on since stays; so do the notes."""
    member = caller_who_can(request, Power.CHANGE)
    row = get_object_or_404(Handover.objects.visible_to(member), pk=id)
    if take_back(row, by=member) is None:
        words = _("There is nothing to take back.")
        raise ApiError(409, "nothing_to_undo", words)
    return _whole(row, request)


def _whole(row: Handover, request: HttpRequest) -> dict[str, Any]:
    member = caller(request)
    parts = row.parts_for(member)
    customers = {part.ticket.requester_id for part in parts}
    AccessRecord.note(request, "api", by=member, customers=customers)
    shown: dict[str, Any] = {name: getattr(row, name) for name in (
        "id", "by", "to", "team", "text", "is_giving", "is_leaving", "created_at",
        "undone_at")}  # fmt: skip
    return {
        **shown,
        "tickets": [
            {
                "ticket": part.ticket_id, "text": part.text, "note": part.note_id,
                "given": bool(part.was), "left": part.left,
            }
            for part in parts
        ],
    }  # fmt: skip
