"""/tickets/{number}/messages: what was said, answering, and notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Status

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.kit.text.placeholders import UnknownPlaceholder
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets import replying
from maru.support.tickets.api.drafts import DraftOut
from maru.support.tickets.api.finding import shown
from maru.support.tickets.api.message_schemas import (
    Collision,
    MessageOut,
    NewMessage,
    ScheduledOut,
    WrittenOut,
)
from maru.support.tickets.api.naming import (
    files_named,
    moment_named,
    written_in,
    wrong,
)
from maru.support.tickets.api.schemas import TicketOut
from maru.support.tickets.before_done import left_open
from maru.support.tickets.choices import DONE
from maru.support.tickets.composing import Unreachable
from maru.support.tickets.models import Draft, Message, ScheduledAnswer, Ticket
from maru.support.tickets.piece_words import pieces_among
from maru.support.tickets.pieces import join_again

router = Routes()
T = TypeVar("T")


@router.read(
    "/tickets/{number}/messages", Page[MessageOut],
    scope="tickets:read", summary="List a ticket's messages", fails=(422,),
)  # fmt: skip
def index(request: HttpRequest, number: Id, paging: Query[Paging]) -> dict[str, Any]:
    """What was said, the oldest first. Notes are among them (public: false)."""
    member = caller(request)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    page = paged(messages_of(ticket), "id", paging=paging)
    customers = {ticket.requester_id, *(m.customer_id for m in page["items"])}
    AccessRecord.note(request, "api", by=member, customers=customers, subject_id=ticket.pk)
    return {**page, "items": _shown(page["items"])}


@router.write(
    "POST", "/tickets/{number}/messages", {201: WrittenOut, 202: ScheduledOut, 409: Collision},
    scope="tickets:write", summary="Answer a customer or leave a note",
)  # fmt: skip
def create(
    request: HttpRequest, number: Id, data: NewMessage
) -> Status[WrittenOut] | Status[ScheduledAnswer]:
    """``public: true`` sends an answer to the requester and the admitted participants.

    Placeholders such as {{customer.name}} are filled in. A note names colleagues and teams with
    an @ («@최지수»), and they are told; see «mentions» of the answer. Give «seen» so that
    you never talk past what the customer or a colleague said meanwhile. It leaves at once,
    after «wait» seconds, or at «send_at». «left_open» of the answer says what is still open in a
    ticket that it solved.
    """
    member = caller_who_can(request, Power.REPLY if data.public else Power.NOTE)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    if data.send_at is not None:
        return Status(202, _later(ticket, data, member))
    message = _reply(ticket, data, member) if data.public else _note(ticket, data, member)
    return Status(201, just_written(message, ended=data.status))


@router.write(
    "DELETE", "/tickets/{number}/messages/{id}/sending", {200: DraftOut},
    scope="tickets:write", summary="Take back an answer before it leaves", fails=(409,),
)  # fmt: skip
def take_back(request: HttpRequest, number: Id, id: Id) -> Draft:
    """Your own answer becomes your draft in the ticket again, with its files; what it did to the
    ticket is undone. 409 «already_sent» once it has left or is leaving.
    """
    member = caller_who_can(request, Power.REPLY)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    mine = messages_of(ticket).filter(member=member).exclude(delivery=None)
    return ticket.take_back(get_object_or_404(mine, pk=id), by=member)


@router.write(
    "POST", "/tickets/{number}/messages/{id}/original-sender", {200: TicketOut},
    scope="tickets:write", summary="Make the original sender the requester",
)  # fmt: skip
def give_to_original_sender(request: HttpRequest, number: Id, id: Id) -> Ticket:
    """For a forwarded message («original» is not null). Doing it twice changes nothing."""
    ticket, message = _forwarded(request, number, id)
    ticket.give_to_original_sender(message, by=caller(request))
    return shown(request, number)


@router.write(
    "DELETE", "/tickets/{number}/messages/{id}/original-sender", {200: TicketOut},
    scope="tickets:write", summary="Give the ticket back to its former requester",
)  # fmt: skip
def give_back_from_original_sender(request: HttpRequest, number: Id, id: Id) -> Ticket:
    """Undo it. Where there is nothing to undo the ticket stays as it is."""
    ticket, message = _forwarded(request, number, id)
    ticket.give_back_from_original_sender(message, by=caller(request))
    return shown(request, number)


@router.write(
    "POST", "/tickets/{number}/messages/{id}/joining", {200: MessageOut},
    scope="tickets:write", summary="Put a mail in pieces together once more", fails=(409,),
)  # fmt: skip
def put_together_again(request: HttpRequest, number: Id, id: Id) -> MessageOut:
    """For a message whose «piece» has failed, whether the whole could not be made or not be
    opened. Team leads and above. 409 when nothing of it has failed (any more).
    """
    member = caller_who_can(request, Power.RESCUE)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    message = get_object_or_404(messages_of(ticket).filter(envelope__piece__isnull=False), pk=id)
    if not join_again(message, by=member):
        raise ApiError(409, "not_failed", _("Nothing about it has failed any more."))
    return _shown([message])[0]


def _forwarded(request: HttpRequest, number: int, id: int) -> tuple[Ticket, Message]:
    member = caller_who_can(request, Power.CHANGE)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    return ticket, get_object_or_404(ticket.messages.exclude(original_address=""), pk=id)


def just_written(message: Message, *, ended: str | None) -> WrittenOut:
    """Return ``message``, and what is open in its ticket where the status ``ended`` ends that."""
    row = messages_of(message.ticket).get(pk=message.pk)
    return WrittenOut.of(row, left_open=left_open(message.ticket) if ended in DONE else [])


def messages_of(ticket: Ticket) -> QuerySet[Message]:
    return _loaded(Message.objects.filter(ticket=ticket))


def _loaded(rows: QuerySet[Message]) -> QuerySet[Message]:
    return rows.select_related("member", "customer", "envelope", "delivery").prefetch_related(
        "attachments", "mentions", "customer__contact_points"
    )


def _shown(messages: Sequence[Message]) -> list[MessageOut]:
    pieces = pieces_among(messages)
    return [MessageOut.of(message, pieces.get(message.pk)) for message in messages]


def _note(ticket: Ticket, data: NewMessage, member: Member) -> Message:
    written = written_in(data.body, data.html)
    files = files_named(data.attachments, member, written.pictures)
    message = ticket.note(written, by=member, files=files)
    if data.status:
        if not member.can(Power.CHANGE):
            raise wrong("status", _("Your role does not allow this."))
        ticket.set_status(data.status, by=member)
    return message


def _reply(ticket: Ticket, data: NewMessage, member: Member) -> Message:
    written = written_in(data.body, data.html)
    files = files_named(data.attachments, member, written.pictures)
    return said(
        lambda: ticket.reply(
            written, by=member, seen=data.seen, status=data.status, files=files,
            wait=timedelta(seconds=data.wait),
        )
    )  # fmt: skip


def _later(ticket: Ticket, data: NewMessage, member: Member) -> ScheduledAnswer:
    if not data.public:
        raise wrong("send_at", _("A note is there at once: only an answer leaves later."))
    at = moment_named(data.send_at, member, ticket)
    written = written_in(data.body, data.html)
    files = files_named(data.attachments, member, written.pictures)
    row = said(
        lambda: ticket.schedule(
            written, by=member, at=at, seen=data.seen, status=data.status or "", files=files,
            has_gaps=True,
        )
    )  # fmt: skip
    row.refresh_from_db()  # its time as every other is told
    return row


def said(say: Callable[[], T]) -> T:
    """Return what ``say`` gives, which answers a customer; what it raises in the API's words."""
    try:
        return say()
    except replying.Collision as collision:
        newer = _loaded(Message.objects.filter(pk__in=[m.pk for m in collision.newer]))
        raise ApiError(
            409, "newer_messages", _("Something newer was said in this ticket. Read it first."),
            newer=[
                message.model_dump(mode="json", by_alias=True)
                for message in _shown(list(newer.order_by("id")))
            ],
        ) from None  # fmt: skip
    except UnknownPlaceholder as unknown:
        message = _("There is no placeholder {{%(name)s}}.") % {"name": unknown.name}
        raise wrong("body", message) from None
    except Unreachable as unreachable:
        raise _unreachable(unreachable.code) from None


def _unreachable(code: str) -> ApiError:
    sentences = {
        "no_channel": _("This brand has no mailbox to answer by."),
        "no_address": _("The requester has no e-mail address to answer to."),
    }
    return ApiError(422, code, sentences[code])
