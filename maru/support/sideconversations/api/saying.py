"""/side-conversations/{id}/messages: what is said in one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Status

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.sideconversations.api.finding import side_of
from maru.support.sideconversations.api.schemas import NewSideMessage, Saying, SideMessageOut
from maru.support.sideconversations.filling import filled_for
from maru.support.sideconversations.models import SideMessage
from maru.support.sideconversations.writing import write
from maru.support.tickets.api.naming import files_named, written_in
from maru.support.tickets.composing import Unreachable
from maru.support.tickets.files import NewFile
from maru.support.tickets.models import Attachment, Ticket

router = Routes()
T = TypeVar("T")


@router.read(
    "/side-conversations/{id}/messages", Page[SideMessageOut],
    scope="tickets:read", summary="List what was said in it", fails=(422,),
)  # fmt: skip
def messages(request: HttpRequest, id: Id, paging: Query[Paging]) -> dict[str, Any]:
    """The oldest first."""
    member = caller(request)
    side = side_of(member, id)
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
    and something newer the answer is 409 «newer_messages». Placeholders are filled in for who
    sees the ticket."""
    member = caller_who_can(request, Power.NOTE)
    side = side_of(member, id)
    said = filled_for(written_in(data.body, data.html), side.ticket, member)
    sees = Ticket.objects.visible_to(member).filter(pk=side.ticket_id).exists()
    with transaction.atomic():
        message = said_or_refused(lambda: write(
            side, said, by=member, seen=data.seen, wait=timedelta(seconds=data.wait),
            files=files_in(data, member, side.ticket if sees else None, said.pictures),
        ))  # fmt: skip
    return Status(201, SideMessage.objects.for_page().get(pk=message.pk))


def files_in(
    data: Saying, member: Member, ticket: Ticket | None, within: list[str]
) -> list[NewFile]:
    """Return what goes along; of ``ticket`` what it names of its files, None: nothing may.

    Raises ApiError for a file that is not there, or held back.
    """
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


def said_or_refused(say_it: Callable[[], T]) -> T:
    """Return what ``say_it`` does. Raises ApiError where there is no mailbox to write from."""
    try:
        return say_it()
    except Unreachable:
        raise ApiError(422, "no_channel", _("This brand has no mailbox to write from.")) from None
