"""/tickets/{number}/duplicates: what may be about the same, and that something is not."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id
from maru.kit.api.routes import Routes
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.api.schemas import StatusWord
from maru.support.tickets.duplicates.dismissal import NotDuplicate
from maru.support.tickets.duplicates.suggesting import duplicates_of
from maru.support.tickets.models import Ticket

router = Routes()


class DuplicateOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "number": 9, "subject": "뚜껑이 또 깨졌어요", "status": "new",
                "created_at": "2026-11-22T09:10:00Z", "because": "same_customer",
            }
        }
    )  # fmt: skip
    number: int
    subject: str
    status: StatusWord
    created_at: datetime
    because: Literal["same_subject", "near_text", "same_customer"] = Field(
        description="All are of the same customer; the strongest reason is told."
    )


class DuplicatesOut(Schema):
    items: list[DuplicateOut]


@router.read(
    "/tickets/{number}/duplicates", DuplicatesOut,
    scope="tickets:read", summary="List what may be about the same",
)  # fmt: skip
def index(request: HttpRequest, number: Id) -> dict[str, Any]:
    """At most five, the likest first; none for a ticket that is solved, closed or spam."""
    member = caller(request)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    found = duplicates_of(ticket, member)
    customers = {ticket.requester_id, *(each.ticket.requester_id for each in found)}
    AccessRecord.note(request, "api", by=member, customers=customers, subject_id=ticket.pk)
    items = [
        {
            "number": each.ticket.pk,
            "subject": each.ticket.subject,
            "status": each.ticket.status,
            "created_at": each.ticket.created_at,
            "because": each.because,
        }
        for each in found
    ]
    return {"items": items}


@router.write(
    "POST", "/tickets/{number}/duplicates/{other}/dismissal", {204: None},
    scope="tickets:write", summary="Say that two tickets are about two things",
)  # fmt: skip
def dismiss(request: HttpRequest, number: Id, other: Id) -> Status[None]:
    """Neither is suggested beside the other any more, to nobody. Twice changes nothing."""
    member, ticket, unlike = _pair(request, number, other)
    NotDuplicate.say(ticket, unlike, by=member)
    return Status(204, None)


@router.write(
    "DELETE", "/tickets/{number}/duplicates/{other}/dismissal", {204: None},
    scope="tickets:write", summary="Take that back",
)  # fmt: skip
def take_back(request: HttpRequest, number: Id, other: Id) -> Status[None]:
    """They may be suggested again."""
    member, ticket, unlike = _pair(request, number, other)
    NotDuplicate.take_back(ticket, unlike, by=member)
    return Status(204, None)


def _pair(request: HttpRequest, number: int, other: int) -> tuple[Member, Ticket, Ticket]:
    member = caller_who_can(request, Power.CHANGE)
    seen = Ticket.objects.visible_to(member)
    return member, get_object_or_404(seen, pk=number), get_object_or_404(seen, pk=other)
