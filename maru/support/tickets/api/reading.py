"""What you have seen of a ticket."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Status

from maru.kit.api.fields import Id
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller
from maru.support.tickets.models import Ticket
from maru.support.tickets.reading.seen import put_back, see

router = Routes()


@router.write(
    "POST", "/tickets/{number}/unread", {204: None},
    scope="tickets:write", summary="Make a ticket unread",
)  # fmt: skip
def unread(request: HttpRequest, number: Id) -> Status[None]:
    """For you alone, until you open it."""
    put_back(_seen(request, number).pk, caller(request))
    return Status(204, None)


@router.write(
    "DELETE", "/tickets/{number}/unread", {204: None},
    scope="tickets:write", summary="Say that you have read a ticket",
)  # fmt: skip
def read(request: HttpRequest, number: Id) -> Status[None]:
    """All that stands in it now. Reading it here does not say so by itself."""
    see(_seen(request, number).pk, caller(request))
    return Status(204, None)


def _seen(request: HttpRequest, number: int) -> Ticket:
    return get_object_or_404(Ticket.objects.visible_to(caller(request)), pk=number)
