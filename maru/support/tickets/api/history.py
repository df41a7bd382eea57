"""/tickets/{number}/events: what changed, by whom, from what to what, because of what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.calling import caller
from maru.support.tickets.models import Ticket
from maru.support.tickets.telling import QUIET

router = Routes()


class ActorOut(Schema):
    kind: str = Field(description="member, customer, or system: Maru itself.")
    id: int | None
    name: str


class EventOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 311, "at": "2026-11-22T09:10:00Z", "verb": "ticket.status",
                "actor": {"kind": "member", "id": 3, "name": "최지수"},
                "before": "new", "after": "open", "because_of": None,
            }
        }
    )  # fmt: skip
    id: int
    at: datetime
    verb: str
    actor: ActorOut
    before: Any = Field(description="Members, teams and customers by their id.")
    after: Any
    because_of: int | None = Field(
        alias="cause_id", serialization_alias="because_of",
        description="The event that led to this one.",
    )  # fmt: skip

    @staticmethod
    def resolve_actor(event: Event) -> dict[str, Any]:
        return {"kind": event.actor_kind, "id": event.actor_id, "name": event.actor_name}


@router.read(
    "/tickets/{number}/events", Page[EventOut],
    scope="tickets:read", summary="List a ticket's history", fails=(422,),
)  # fmt: skip
def events(request: HttpRequest, number: Id, paging: Query[Paging]) -> dict[str, Any]:
    """Every change since it was opened, the oldest first. Nothing in it can be edited."""
    member = caller(request)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    page = paged(Event.of(ticket).exclude(verb__in=QUIET), "id", paging=paging)
    AccessRecord.note(
        request, "api", by=member, customers=[ticket.requester_id], subject_id=ticket.pk
    )
    return page
