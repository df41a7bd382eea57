"""A message in the wrong ticket: into another, or into one of its own."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id
from maru.kit.api.forms import require_valid
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.api.finding import shown
from maru.support.tickets.api.schemas import TicketOut
from maru.support.tickets.forms import PlaceForm
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.moving import detach, move

router = Routes()


class Placement(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"to": 12}})
    to: Id = Field(description="The number of a ticket of the same brand.")


@router.write(
    "POST", "/tickets/{number}/messages/{id}/placement", {200: TicketOut},
    scope="tickets:write", summary="Move a message into another ticket", fails=(409,),
)  # fmt: skip
def place(request: HttpRequest, number: Id, id: Id, data: Placement) -> Ticket:
    """Gives the ticket in which the message stands now. The way back is a move as well."""
    member, message = _message(request, number, id)
    form = PlaceForm({"to": data.to}, ticket=message.ticket, member=member)
    require_valid(form)
    target = form.cleaned_data["to"]
    move(message, target, by=member)
    return shown(request, target.pk)


@router.write(
    "POST", "/tickets/{number}/messages/{id}/detachment", {201: TicketOut},
    scope="tickets:write", summary="Give a message a ticket of its own",
)  # fmt: skip
def take_out(request: HttpRequest, number: Id, id: Id) -> Status[Ticket]:
    """Gives the new ticket; to undo it, move the message back."""
    member, message = _message(request, number, id)
    return Status(201, shown(request, detach(message, by=member).pk))


def _message(request: HttpRequest, number: int, id: int) -> tuple[Member, Message]:
    member = caller_who_can(request, Power.CHANGE)
    rows = Message.objects.visible_to(member).select_related("ticket")
    return member, get_object_or_404(rows, pk=id, ticket_id=number)
