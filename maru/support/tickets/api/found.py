"""/tickets/{number}/found: where a ticket says something."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Line
from maru.kit.api.routes import Routes
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller
from maru.support.tickets.models import Ticket
from maru.support.tickets.timeline.finding import Hit, find

router = Routes()


class HitOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"message": 812, "event": None, "words": ["환불했는데요"]}}
    )
    message: int | None
    event: int | None = Field(description="Of the history: what changed says it.")
    words: list[str] = Field(description="As they stand there.")


class Found(Schema):
    found: list[HitOut]


@router.read(
    "/tickets/{number}/found", Found,
    scope="tickets:read", summary="Search within a ticket", fails=(422,),
)  # fmt: skip
def found(request: HttpRequest, number: Id, q: Line = "") -> dict[str, Any]:
    """Where it says «q», the newest first, at most 500: in messages, what they quote, names of
    files, and changes. Words are understood as everywhere: «환불» finds «환불했는데요»; none find
    nothing.
    """
    member = caller(request)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    AccessRecord.note(
        request, "api", by=member, customers=[ticket.requester_id], subject_id=ticket.pk
    )
    return {"found": [_shown(hit) for hit in find(ticket, q, member)]}


def _shown(hit: Hit) -> dict[str, Any]:
    kind, _, key = hit.place.partition("-")
    return {
        "message": int(key) if kind == "message" else None,
        "event": int(key) if kind == "change" else None,
        "words": list(hit.words),
    }
