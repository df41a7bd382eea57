"""Two tickets about one thing become one, and are parted again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Page, Paging, Words
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.roles import Power
from maru.support.tickets.api.finding import shown
from maru.support.tickets.api.schemas import Ref, TicketOut
from maru.support.tickets.forms import MergerForm
from maru.support.tickets.models import Merger, Ticket

router = Routes()


class NewMerger(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"into": 7, "why": "같은 문의를 두 번 보내셨어요"}}
    )
    into: Id = Field(description="The number of the ticket that stays.")
    why: Words = ""


class MergerOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "ticket": 9, "into": 7, "why": "같은 문의를 두 번 보내셨어요",
                "by": {"id": 3, "name": "최지수"}, "at": "2026-11-22T09:10:00Z",
                "undone_by": None, "undone_at": None,
            }
        }
    )  # fmt: skip
    ticket: int = Field(alias="ticket_id", serialization_alias="ticket")
    into: int = Field(alias="into_id", serialization_alias="into")
    why: str
    by: Ref
    at: datetime
    undone_by: Ref | None
    undone_at: datetime | None


@router.write(
    "POST", "/tickets/{number}/merger", {200: TicketOut},
    scope="tickets:write", summary="Merge a ticket into another", fails=(409, 422),
)  # fmt: skip
def merge(request: HttpRequest, number: Id, data: NewMerger) -> Ticket:
    """All its messages stand in ``into`` from now on, which is the answer; it is closed and names
    it as «merged_into». Nothing is sent to anybody.

    Another requester is a participant there who gets nothing until somebody lets them in. 409
    «merged» when one of the two was merged meanwhile; 422 «same_ticket», «other_brand», «spam»,
    «private_team».
    """
    member = caller_who_can(request, Power.CHANGE)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    form = MergerForm({"into": data.into, "why": data.why}, member=member)
    require_valid(form)
    ticket.merge_into(form.cleaned_data["into"], by=member, why=form.cleaned_data["why"])
    return shown(request, form.cleaned_data["into"].pk)


@router.write(
    "DELETE", "/tickets/{number}/merger", {200: TicketOut},
    scope="tickets:write", summary="Take a ticket out of the one it was merged into",
    fails=(403, 409),
)  # fmt: skip
def part(request: HttpRequest, number: Id) -> Ticket:
    """At any later time. What came with it goes back, and what has answered it since; all else
    stays. 409 «not_merged» when it is not merged.
    """
    member = caller_who_can(request, Power.CHANGE)
    get_object_or_404(Ticket.objects.visible_to(member), pk=number).unmerge(by=member)
    return shown(request, number)


@router.read(
    "/tickets/{number}/mergers", Page[MergerOut],
    scope="tickets:read", summary="List a ticket's mergers", fails=(422,),
)  # fmt: skip
def mergers(request: HttpRequest, number: Id, paging: Query[Paging]) -> dict[str, Any]:
    """What was merged into it, and it into others, the newest first, also what was undone."""
    member = caller(request)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    rows = Merger.objects.visible_to(member).filter(Q(ticket=ticket) | Q(into=ticket))
    page = paged(rows.select_related("by", "undone_by"), "-id", paging=paging)
    AccessRecord.note(
        request, "api", by=member, customers=[ticket.requester_id], subject_id=ticket.pk
    )
    return page
