"""Who gets a ticket's answers, and which colleagues follow it."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Line
from maru.kit.api.forms import require_valid
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.api.finding import shown
from maru.support.tickets.api.naming import follower_named
from maru.support.tickets.api.schemas import TicketOut
from maru.support.tickets.forms import AddressForm
from maru.support.tickets.models import Participant, Ticket

router = Routes()


class Admitted(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"address": "sujin@example.com"}})
    address: Line
    name: Line = Field("", description="Used only where nobody knows the address yet.")


class Asked(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"member": 3}})
    member: Id


@router.write(
    "POST", "/tickets/{number}/participants", {200: TicketOut},
    scope="tickets:write", summary="Let somebody get the answers", fails=(409,),
)  # fmt: skip
def admit(request: HttpRequest, number: Id, data: Admitted) -> Ticket:
    """From now on; nothing that was said before goes to them. Doing it twice changes nothing."""
    member, ticket = _asked(request, number, Power.REPLY)
    require_valid(AddressForm({"address": data.address}))
    ticket.admit(data.address, by=member, name=data.name)
    return shown(request, number)


@router.write(
    "DELETE", "/tickets/{number}/participants/{id}", {200: TicketOut},
    scope="tickets:write", summary="Take somebody out of the answers", fails=(409,),
)  # fmt: skip
def take_out(request: HttpRequest, number: Id, id: Id) -> Ticket:
    """They stay among the participants as «removed», and get nothing."""
    member, ticket = _asked(request, number, Power.REPLY)
    person = get_object_or_404(Participant, ticket=ticket, pk=id)
    ticket.remove_participant(person.address, by=member)
    return shown(request, number)


@router.write(
    "POST", "/tickets/{number}/followers", {200: TicketOut},
    scope="tickets:write", summary="Ask a colleague to look on", fails=(409,),
)  # fmt: skip
def ask(request: HttpRequest, number: Id, data: Asked) -> Ticket:
    """From now on the ticket exists for them. Doing it twice changes nothing."""
    member, ticket = _asked(request, number, Power.CHANGE)
    ticket.follow(follower_named(data.member, ticket), by=member)
    return shown(request, number)


@router.write(
    "POST", "/tickets/{number}/following", {200: TicketOut},
    scope="tickets:write", summary="Follow a ticket",
)  # fmt: skip
def follow(request: HttpRequest, number: Id) -> Ticket:
    """The caller follows it. Doing it twice changes nothing."""
    member = caller(request)
    get_object_or_404(Ticket.objects.visible_to(member), pk=number).follow(member, by=member)
    return shown(request, number)


@router.write(
    "DELETE", "/tickets/{number}/following", {204: None},
    scope="tickets:write", summary="Follow a ticket no longer",
)  # fmt: skip
def unfollow(request: HttpRequest, number: Id) -> Status[None]:
    """A colleague who was only asked to look on does not see it afterwards."""
    member = caller(request)
    get_object_or_404(Ticket.objects.visible_to(member), pk=number).unfollow(member, by=member)
    return Status(204, None)


def _asked(request: HttpRequest, number: int, power: Power) -> tuple[Member, Ticket]:
    member = caller_who_can(request, power)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    ticket.must_stand()
    return member, ticket
