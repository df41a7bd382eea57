"""/tickets/{number}/scheduled: answers that leave later. /me/scheduled: one's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Page, Paging, unset
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.api.drafts import DraftOut
from maru.support.tickets.api.message_schemas import (
    Body,
    Collision,
    Html,
    ScheduledOut,
    When,
    WrittenOut,
)
from maru.support.tickets.api.messages import just_written, said
from maru.support.tickets.api.naming import moment_named, written_in
from maru.support.tickets.api.schemas import StatusWord
from maru.support.tickets.models import Draft, ScheduledAnswer, Ticket
from maru.support.tickets.scheduling.deciding import reschedule, send_at_once, take_to_draft

router = Routes()


class ScheduledAnswersOut(Schema):
    items: list[ScheduledOut]


class ScheduledChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"send_at": "내일 오전 9시"}})
    send_at: When = unset()
    body: Body | None = Field(None, description="Other words. This, or html.")
    html: Html | None = None
    status: StatusWord | None = Field(None, description="To be set when it leaves; null: none.")
    seen: Id | None = Field(
        None, description="The «last_public_id» you saw: with newer content the answer is 409."
    )


class Sending(Schema):
    seen: Id | None = Field(
        None, description="The «last_public_id» you saw: with newer content the answer is 409."
    )


@router.read(
    "/tickets/{number}/scheduled", ScheduledAnswersOut,
    scope="tickets:read", summary="List a ticket's scheduled answers",
)  # fmt: skip
def index(request: HttpRequest, number: Id) -> dict[str, Any]:
    """What is held first, then what leaves next. POST …/messages with «send_at» makes one."""
    ticket = get_object_or_404(Ticket.objects.visible_to(caller(request)), pk=number)
    rows = ScheduledAnswer.objects.filter(ticket=ticket).in_order()
    return {"items": rows.select_related("member").prefetch_related("files")}


@router.write(
    "PATCH", "/tickets/{number}/scheduled/{id}", {200: ScheduledOut, 409: Collision},
    scope="tickets:write", summary="Change a scheduled answer", fails=(403,),
)  # fmt: skip
def change(request: HttpRequest, number: Id, id: Id, data: ScheduledChange) -> ScheduledAnswer:
    """Your own. Only what you send changes; one that was held waits again, so give it a time to
    come."""
    member, row = _row(request, number, id)
    given = data.dict(exclude_unset=True)
    at = (
        moment_named(data.send_at, member, row.ticket)
        if "send_at" in given or row.is_held
        else None
    )
    words = written_in(data.body, data.html) if {"body", "html"} & given.keys() else None
    status = (data.status or "") if "status" in given else None
    said(
        lambda: reschedule(
            row, by=member, send_at=at, status=status, said=words, seen=data.seen
        )
    )  # fmt: skip
    return _loaded(row.pk)


@router.write(
    "POST", "/tickets/{number}/scheduled/{id}/sending", {201: WrittenOut, 409: Collision},
    scope="tickets:write", summary="Send a scheduled answer at once", fails=(403,),
)  # fmt: skip
def send(request: HttpRequest, number: Id, id: Id, data: Sending) -> Status[WrittenOut]:
    """Your own, whatever held it."""
    member, row = _row(request, number, id)
    message = said(lambda: send_at_once(row, by=member, seen=data.seen))
    return Status(201, just_written(message, ended=row.then))


@router.write(
    "DELETE", "/tickets/{number}/scheduled/{id}", {200: DraftOut},
    scope="tickets:write", summary="Make a scheduled answer a draft again", fails=(409,),
)  # fmt: skip
def take(request: HttpRequest, number: Id, id: Id) -> Draft:
    """It becomes your draft, with its files. A colleague's, too: they are told that you took it
    over."""
    member, row = _row(request, number, id)
    return take_to_draft(row, by=member)


@router.read(
    "/me/scheduled", Page[ScheduledOut],
    scope="tickets:read", summary="List my scheduled answers", fails=(422,),
)  # fmt: skip
def mine(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Yours that wait or are held, of tickets that you may see; the next first."""
    member = caller(request)
    rows = ScheduledAnswer.objects.visible_to(member).filter(member=member)
    rows = rows.select_related("member").prefetch_related("files")
    return paged(rows, "send_at", "id", paging=paging)


def _row(request: HttpRequest, number: int, pk: int) -> tuple[Member, ScheduledAnswer]:
    member = caller_who_can(request, Power.REPLY)
    rows = ScheduledAnswer.objects.visible_to(member).filter(ticket=number)
    return member, get_object_or_404(rows.select_related("ticket__brand__calendar"), pk=pk)


def _loaded(pk: int) -> ScheduledAnswer:
    rows = ScheduledAnswer.objects.select_related("member").prefetch_related("files")
    return rows.get(pk=pk)
