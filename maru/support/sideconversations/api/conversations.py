"""/tickets/{number}/side-conversations: what is asked beside a ticket. /me/side-conversations: what
one is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Status
from pydantic import Field

from maru.kit.api.fields import Id, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.roles import Power
from maru.support.sideconversations.api.finding import loaded, side_of
from maru.support.sideconversations.api.saying import files_in, said_or_refused
from maru.support.sideconversations.api.schemas import NewSide, SideChange, SideOut, SidesOut
from maru.support.sideconversations.filling import filled_for
from maru.support.sideconversations.inviting import invited_in
from maru.support.sideconversations.models import SideConversation
from maru.support.sideconversations.writing import start
from maru.support.tickets.api.naming import written_in
from maru.support.tickets.models import Ticket

router = Routes()


class Asked(Paging):
    done: bool = Field(False, description="true: those that are done.")


@router.read(
    "/tickets/{number}/side-conversations", SidesOut,
    scope="tickets:read", summary="List a ticket's side conversations",
)  # fmt: skip
def index(request: HttpRequest, number: Id) -> dict[str, Any]:
    """What was asked beside it, the oldest first. The customer sees nothing of it."""
    ticket = get_object_or_404(Ticket.objects.visible_to(caller(request)), pk=number)
    return {"items": list(loaded(SideConversation.objects.filter(ticket=ticket)))}


@router.write(
    "POST", "/tickets/{number}/side-conversations", {201: SideOut},
    scope="tickets:write", summary="Ask somebody beside a ticket", fails=(409,),
)  # fmt: skip
def begin(request: HttpRequest, number: Id, data: NewSide) -> Status[SideConversation]:
    """Whom you name gets your question: people outside by mail, members as they want to be told.

    Answers by mail come back into it. Only roles that answer customers write to people outside.
    Placeholders are filled in; 422 «empty_placeholder» for one without a value.
    """
    member = caller_who_can(request, Power.NOTE)
    ticket = get_object_or_404(
        Ticket.objects.visible_to(member).select_related("brand", "team", "requester"), pk=number
    )
    said = filled_for(written_in(data.body, data.html), ticket, member)
    with transaction.atomic():
        side = said_or_refused(lambda: start(
            ticket, invited_in("\n".join(data.to), ticket, member), data.subject, said, by=member,
            files=files_in(data, member, ticket, said.pictures), holds_ticket=data.hold,
            wait=timedelta(seconds=data.wait),
        ))  # fmt: skip
    return Status(201, side_of(member, side.pk))


@router.read(
    "/me/side-conversations", Page[SideOut], scope="tickets:read",
    summary="List what I am asked", fails=(422,),
)  # fmt: skip
def mine(request: HttpRequest, paging: Query[Asked]) -> dict[str, Any]:
    """Side conversations that you take part in, by name or by a team of yours; the newest first."""
    rows = SideConversation.objects.asked(caller(request))
    rows = rows.exclude(done_at=None) if paging.done else rows.open()
    return paged(loaded(rows), "-id", paging=paging)


@router.read(
    "/side-conversations/{id}", SideOut, scope="tickets:read", summary="Show a side conversation"
)  # fmt: skip
def show(request: HttpRequest, id: Id) -> SideConversation:
    """Of a ticket that you see, or one that you take part in."""
    return side_of(caller(request), id)


@router.write(
    "PATCH", "/side-conversations/{id}", {200: SideOut},
    scope="tickets:write", summary="Say that it is done, or open it again",
)  # fmt: skip
def change(request: HttpRequest, id: Id, data: SideChange) -> SideConversation:
    """Only what you send changes."""
    member = caller_who_can(request, Power.NOTE)
    side = side_of(member, id)
    given = data.dict(exclude_unset=True)
    if given.get("done") is not None:
        side.close(by=member) if given["done"] else side.reopen(by=member)
    return side
