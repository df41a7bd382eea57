"""/tickets/{number}/side-conversations: what is asked beside a ticket. /side-conversations/{id}:
what is said there. /me/side-conversations: what one is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging, unset
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.kit.blobs.answer import as_download
from maru.staff.journal.models import AccessRecord
from maru.staff.members.by_pass import files_address
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.sideconversations.inviting import invite, invited_in, take_out
from maru.support.sideconversations.models import (
    SideConversation,
    SideFile,
    SideMessage,
    SideParticipant,
)
from maru.support.sideconversations.writing import start, write
from maru.support.tickets.api.message_schemas import Body, Html
from maru.support.tickets.api.naming import files_named, written_in
from maru.support.tickets.api.schemas import Ref
from maru.support.tickets.composing import Unreachable
from maru.support.tickets.files import NewFile, served_type
from maru.support.tickets.models import Attachment, Ticket

router = Routes()
T = TypeVar("T")

Whom = Annotated[
    list[Line],
    Field(min_length=1, max_length=50, description="Members by name or address, teams by name, "
          "others by their address."),
]  # fmt: skip
SIDE: dict[str, Any] = {
    "id": 5, "ticket": 7, "subject": "뚜껑 재고", "state": "open", "awaits_answer": True,
    "participants": [{"id": 9, "member": None, "team": None, "address": "vendor@parts.example",
                      "name": "부품사"}],
    "started_by": {"id": 3, "name": "최지수"}, "created_at": "2026-11-29T09:00:00Z",
    "last_at": "2026-11-29T09:00:00Z", "done_at": None,
}  # fmt: skip
SAID: dict[str, Any] = {
    "id": 31, "member": {"id": 3, "name": "최지수"}, "from_name": "최지수", "from_address": "",
    "to": ["vendor@parts.example"], "body": "뚜껑만 따로 있나요?", "html": "", "automatic": "",
    "warnings": [], "delivery": "sent", "files": [], "created_at": "2026-11-29T09:00:00Z",
}  # fmt: skip


class ParticipantOut(Schema):
    id: int
    member: Ref | None
    team: Ref | None
    address: str
    name: str


class SideOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": SIDE})
    id: int
    ticket: int = Field(alias="ticket_id", serialization_alias="ticket")
    subject: str
    state: str = Field(description="open or done; an answer opens it again.")
    awaits_answer: bool = Field(description="The last word is ours: somebody is to answer.")
    participants: list[ParticipantOut]
    started_by: Ref
    created_at: datetime
    last_at: datetime
    done_at: datetime | None

    @staticmethod
    def resolve_state(side: SideConversation) -> str:
        return "done" if side.is_done else "open"

    @staticmethod
    def resolve_participants(side: SideConversation) -> list[SideParticipant]:
        return list(side.participants.all())


class SidesOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"items": [SIDE]}})
    items: list[SideOut]


class SideFileOut(Schema):
    name: str
    content_type: str
    size: int
    url: str

    @staticmethod
    def resolve_url(file: SideFile) -> str:
        return f"{settings.PUBLIC_URL}/api/v1/side-files/{file.key}"


class SideMessageOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": SAID})
    id: int
    member: Ref | None = Field(description="null: it came by mail from outside.")
    from_name: str
    from_address: str
    to: list[str] = Field(description="Whom it was mailed to outside; [] for colleagues alone.")
    body: str = Field(alias="text", serialization_alias="body")
    html: str
    automatic: str = Field(description="'', bounce, auto_reply, report, notification, list.")
    warnings: list[str]
    delivery: str | None = Field(description="How far its mail to those outside got.")
    files: list[SideFileOut]
    created_at: datetime

    @staticmethod
    def resolve_to(message: SideMessage) -> list[str]:
        return [address for _name, address in message.to]

    @staticmethod
    def resolve_delivery(message: SideMessage) -> str | None:
        return message.delivery.state if message.delivery else None

    @staticmethod
    def resolve_files(message: SideMessage) -> list[SideFile]:
        return list(message.files.all())


class Saying(Schema):
    body: Body | None = Field(None, description="Plain words. This, or html.")
    html: Html | None = Field(None, description="The same with a form, as of a ticket's messages.")
    attachments: list[Line] = Field([], max_length=30, description="Keys from POST /files.")
    ticket_files: list[Line] = Field(
        [], max_length=30, description="Keys of files of the ticket that go along."
    )


class NewSide(Saying):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"to": ["vendor@parts.example"], "subject": "뚜껑 재고",
                        "body": "뚜껑만 따로 있나요?"}
        }
    )  # fmt: skip
    to: Whom
    subject: Line = Field("", description="The ticket's, unless you say another.")
    hold: bool = Field(False, description="Put the ticket on hold until the answer comes.")
    wait: int = Field(0, ge=0, le=60, description="So many seconds it waits before it leaves.")


class NewSideMessage(Saying):
    model_config = ConfigDict(json_schema_extra={"example": {"body": "내일까지 알려 주세요."}})
    seen: Id | None = Field(None, description="The id of the newest message you saw.")
    wait: int = Field(0, ge=0, le=60, description="So many seconds it waits before it leaves.")


class SideChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"done": True}})
    done: bool = unset()


class NewPeople(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"to": ["고물류"]}})
    to: Whom


class Asked(Paging):
    done: bool = Field(False, description="true: those that are done.")


@router.read(
    "/tickets/{number}/side-conversations", SidesOut,
    scope="tickets:read", summary="List a ticket's side conversations",
)  # fmt: skip
def index(request: HttpRequest, number: Id) -> dict[str, Any]:
    """What was asked beside it, the oldest first. The customer sees nothing of it."""
    ticket = get_object_or_404(Ticket.objects.visible_to(caller(request)), pk=number)
    return {"items": list(_loaded(SideConversation.objects.filter(ticket=ticket)))}


@router.write(
    "POST", "/tickets/{number}/side-conversations", {201: SideOut},
    scope="tickets:write", summary="Ask somebody beside a ticket", fails=(409,),
)  # fmt: skip
def begin(request: HttpRequest, number: Id, data: NewSide) -> Status[SideConversation]:
    """Whom you name gets your question: people outside by mail, members as they want to be told.

    Answers by mail come back into it. Only roles that answer customers write to people outside.
    """
    member = caller_who_can(request, Power.NOTE)
    ticket = get_object_or_404(
        Ticket.objects.visible_to(member).select_related("brand", "team", "requester"), pk=number
    )
    said = written_in(data.body, data.html)
    with transaction.atomic():
        side = _said(lambda: start(
            ticket, invited_in("\n".join(data.to), ticket, member), data.subject, said, by=member,
            files=_files(data, member, ticket, said.pictures), holds_ticket=data.hold,
            wait=timedelta(seconds=data.wait),
        ))  # fmt: skip
    return Status(201, _side(member, side.pk))


@router.read(
    "/me/side-conversations", Page[SideOut], scope="tickets:read",
    summary="List what I am asked", fails=(422,),
)  # fmt: skip
def mine(request: HttpRequest, paging: Query[Asked]) -> dict[str, Any]:
    """Side conversations that you take part in, by name or by a team of yours; the newest first."""
    rows = SideConversation.objects.asked(caller(request))
    rows = rows.exclude(done_at=None) if paging.done else rows.open()
    return paged(_loaded(rows), "-id", paging=paging)


@router.read(
    "/side-conversations/{id}", SideOut, scope="tickets:read", summary="Show a side conversation"
)  # fmt: skip
def show(request: HttpRequest, id: Id) -> SideConversation:
    """Of a ticket that you see, or one that you take part in."""
    return _side(caller(request), id)


@router.write(
    "PATCH", "/side-conversations/{id}", {200: SideOut},
    scope="tickets:write", summary="Say that it is done, or open it again",
)  # fmt: skip
def change(request: HttpRequest, id: Id, data: SideChange) -> SideConversation:
    """Only what you send changes."""
    member = caller_who_can(request, Power.NOTE)
    side = _side(member, id)
    given = data.dict(exclude_unset=True)
    if given.get("done") is not None:
        side.close(by=member) if given["done"] else side.reopen(by=member)
    return side


@router.read(
    "/side-conversations/{id}/messages", Page[SideMessageOut],
    scope="tickets:read", summary="List what was said in it", fails=(422,),
)  # fmt: skip
def messages(request: HttpRequest, id: Id, paging: Query[Paging]) -> dict[str, Any]:
    """The oldest first."""
    member = caller(request)
    side = _side(member, id)
    AccessRecord.note(
        request, "api", by=member, customers=[side.ticket.requester_id], subject_id=side.ticket_id
    )
    rows = SideMessage.objects.filter(conversation=side).for_page()
    return paged(rows, "id", paging=paging)


@router.write(
    "POST", "/side-conversations/{id}/messages", {201: SideMessageOut},
    scope="tickets:write", summary="Write in a side conversation", fails=(409,),
)  # fmt: skip
def say(request: HttpRequest, id: Id, data: NewSideMessage) -> Status[SideMessage]:
    """To all who take part; to people outside only if your role answers customers. With «seen»
    and something newer the answer is 409 «newer_messages»."""
    member = caller_who_can(request, Power.NOTE)
    side, said = _side(member, id), written_in(data.body, data.html)
    sees = Ticket.objects.visible_to(member).filter(pk=side.ticket_id).exists()
    with transaction.atomic():
        message = _said(lambda: write(
            side, said, by=member, seen=data.seen, wait=timedelta(seconds=data.wait),
            files=_files(data, member, side.ticket if sees else None, said.pictures),
        ))  # fmt: skip
    return Status(201, SideMessage.objects.for_page().get(pk=message.pk))


@router.write(
    "POST", "/side-conversations/{id}/people", {200: SideOut},
    scope="tickets:write", summary="Let further people take part",
)  # fmt: skip
def add_people(request: HttpRequest, id: Id, data: NewPeople) -> SideConversation:
    """They get what is said from now on; members see what was said before."""
    member = caller_who_can(request, Power.NOTE)
    side = _side(member, id)
    invite(side, invited_in("\n".join(data.to), side.ticket, member), by=member)
    return _side(member, id)


@router.write(
    "DELETE", "/side-conversations/{id}/people/{person}", {204: None},
    scope="tickets:write", summary="Take somebody out",
)  # fmt: skip
def remove_person(request: HttpRequest, id: Id, person: Id) -> Status[None]:
    """They get nothing of what is said from now on."""
    member = caller_who_can(request, Power.NOTE)
    row = get_object_or_404(SideParticipant, conversation=_side(member, id), pk=person)
    take_out(row, by=member)
    return Status(204, None)


@router.read(
    "/side-files/{key}", bytes, scope="tickets:read",
    summary="Download a file of a side conversation",
)  # fmt: skip
def file(request: HttpRequest, key: Line) -> HttpResponse:
    """Byte for byte; with MARU_FILES_HOST 302 to there. What the virus scanner holds back does not
    exist."""
    member = caller(request)
    rows = SideFile.objects.visible_to(member).select_related("message__conversation__ticket")
    found = get_object_or_404(rows, key=key)
    if found.is_held:
        raise Http404
    if address := files_address(member, "sideconversations:file", key):
        return HttpResponseRedirect(address)
    ticket = found.message.conversation.ticket
    AccessRecord.note(
        request, "file", by=member, subject_id=ticket.pk, customers=[ticket.requester_id]
    )
    return as_download(found.sha256, found.name, served_type(found.content_type))


def _side(member: Member, pk: int) -> SideConversation:
    return get_object_or_404(_loaded(SideConversation.objects.visible_to(member)), pk=pk)


def _loaded(rows: Any) -> QuerySet[SideConversation]:
    related = (
        "ticket__brand",
        "ticket__team",
        "ticket__requester",
        "ticket__channel",
        "started_by",
    )
    people = ("participants__member", "participants__team")
    loaded: QuerySet[SideConversation] = rows.select_related(*related).prefetch_related(*people)
    return loaded


def _files(data: Saying, member: Member, ticket: Ticket | None, within: list[str]) -> list[NewFile]:
    files = files_named(data.attachments, member, within)
    if not data.ticket_files:
        return files
    rows = Attachment.objects.filter(message__ticket=ticket, key__in=data.ticket_files)
    found = {row.key: row for row in rows if not row.is_held} if ticket else {}
    if any(key not in found for key in data.ticket_files):
        message = _("There is no such file in the ticket, or it is held back.")
        raise ApiError(422, "invalid", message, fields={"ticket_files": message})
    picked = (found[key] for key in dict.fromkeys(data.ticket_files))
    return [*files, *(NewFile(f.name, f.content_type, f.size, f.sha256) for f in picked)]


def _said(say_it: Callable[[], T]) -> T:
    try:
        return say_it()
    except Unreachable:
        raise ApiError(422, "no_channel", _("This brand has no mailbox to write from.")) from None
