"""/tickets: list, show, open, change; solved and closed as resources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Status

from maru.kit.api.fields import Id, Page
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.kit.fields.programs import fill_fields
from maru.kit.fields.reading import load
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.api.finding import narrowed, seen_by, shown
from maru.support.tickets.api.naming import (
    assignee_named,
    brand_and_channel,
    files_named,
    requester_named,
    team_named,
)
from maru.support.tickets.api.schemas import (
    ChangedTicketOut,
    LeftOpenOut,
    NewTicket,
    TicketChange,
    TicketFilter,
    TicketOut,
)
from maru.support.tickets.before_done import left_open
from maru.support.tickets.choices import Priority
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket

router = Routes()


@router.read(
    "/tickets", Page[TicketOut], scope="tickets:read", summary="List tickets", fails=(422,)
)
def index(request: HttpRequest, asked: Query[TicketFilter]) -> dict[str, Any]:
    """The tickets you may see, the last changed first. Filters narrow each other."""
    member = caller(request)
    page = paged(narrowed(seen_by(member), asked, member), "-updated_at", "-number", paging=asked)
    load(page["items"])
    requesters = [ticket.requester_id for ticket in page["items"]]
    AccessRecord.note(request, "api", by=member, customers=requesters)
    return page


@router.read("/tickets/{number}", TicketOut, scope="tickets:read", summary="Show a ticket")
def show(request: HttpRequest, number: Id) -> Ticket:
    """One ticket. Its messages are a list of their own."""
    return shown(request, number)


@router.write("POST", "/tickets", {201: TicketOut}, scope="tickets:write", summary="Open a ticket")
def create(request: HttpRequest, data: NewTicket) -> Status[Ticket]:
    """Open a ticket for what a customer said elsewhere. Nothing is sent to them."""
    member = caller_who_can(request, Power.REPLY)
    brand, channel = brand_and_channel(data, member)
    team = team_named(data.team, member)
    ticket = open_ticket(
        by=member,
        brand=brand,
        requester=requester_named(data.requester, brand, member),
        subject=data.subject,
        text=data.body,
        source=data.source,
        files=files_named(data.attachments, member),
        channel=channel,
        priority=Priority[data.priority.upper()],
        kind=data.kind,
        team=team,
        assignee=assignee_named(data.assignee, brand.pk, team),
    )
    if data.tags:
        ticket.tag_only(data.tags, by=member)
    fill_fields(data.fields, "ticket", lambda f, given: ticket.fill_field(f, given, by=member))
    return Status(201, shown(request, ticket.pk))


@router.write(
    "PATCH", "/tickets/{number}", {200: ChangedTicketOut},
    scope="tickets:write", summary="Change a ticket", fails=(409,),
)  # fmt: skip
def change(request: HttpRequest, number: Id, data: TicketChange) -> Ticket:
    """Only what you send changes. ``null`` for assignee or team means nobody.

    409 «merged» where it was merged into another: «merged_into» says which. So for every write.
    422 «fields_missing» where it would be solved and a custom field that is needed says nothing.
    Nobody is asked about what is still open in it: «left_open» tells it.
    """
    member = caller_who_can(request, Power.CHANGE)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    ticket.must_stand()
    if "requester" in data.model_fields_set and not member.can(Power.REPLY):
        raise PermissionDenied
    # What is needed before it is solved may come along.
    for name in sorted(data.model_fields_set, key=lambda name: name == "status"):
        CHANGES[name](ticket, getattr(data, name), member)
    return shown(request, number)


@router.read(
    "/tickets/{number}/left-open", LeftOpenOut, scope="tickets:read",
    summary="What is still open in a ticket",
)  # fmt: skip
def still_open(request: HttpRequest, number: Id) -> dict[str, Any]:
    """What the page asks about before it solves or closes: a program may ask, too."""
    return {"items": left_open(shown(request, number))}


@router.write(
    "POST", "/tickets/{number}/solution", {200: ChangedTicketOut},
    scope="tickets:write", summary="Solve a ticket", fails=(409,),
)  # fmt: skip
def solve(request: HttpRequest, number: Id) -> Ticket:
    """Doing it twice changes nothing. «left_open» tells what is still open in it."""
    _changeable(request, number).solve(by=caller(request))
    return shown(request, number)


@router.write(
    "POST", "/tickets/{number}/closure", {200: ChangedTicketOut},
    scope="tickets:write", summary="Close a ticket", fails=(409,),
)  # fmt: skip
def close(request: HttpRequest, number: Id) -> Ticket:
    """Doing it twice changes nothing. «left_open» tells what is still open in it."""
    _changeable(request, number).close(by=caller(request))
    return shown(request, number)


@router.write(
    "DELETE", "/tickets/{number}/solution", {200: TicketOut},
    scope="tickets:write", summary="Undo a solution", fails=(409,),
)  # fmt: skip
def unsolve(request: HttpRequest, number: Id) -> Ticket:
    """Open the ticket again. One that is not solved or closed stays as it is."""
    return _reopened(request, number)


@router.write(
    "DELETE", "/tickets/{number}/closure", {200: TicketOut},
    scope="tickets:write", summary="Undo a closure", fails=(409,),
)  # fmt: skip
def unclose(request: HttpRequest, number: Id) -> Ticket:
    """Open the ticket again. One that is not solved or closed stays as it is."""
    return _reopened(request, number)


@router.write(
    "POST", "/tickets/{number}/spam", {200: TicketOut},
    scope="tickets:write", summary="Put a ticket among the spam", fails=(409,),
)  # fmt: skip
def mark_as_spam(request: HttpRequest, number: Id) -> Ticket:
    """It leaves every list and gets no automatic answer; nothing is deleted."""
    _changeable(request, number).mark_as_spam(by=caller(request))
    return shown(request, number)


@router.write(
    "DELETE", "/tickets/{number}/spam", {200: TicketOut},
    scope="tickets:write", summary="Not spam", fails=(409,),
)  # fmt: skip
def clear_of_spam(request: HttpRequest, number: Id) -> Ticket:
    """Bring the ticket back to where it was."""
    _changeable(request, number).clear_of_spam(by=caller(request))
    return shown(request, number)


def _changeable(request: HttpRequest, number: int) -> Ticket:
    member = caller_who_can(request, Power.CHANGE)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    ticket.must_stand()
    return ticket


def _reopened(request: HttpRequest, number: int) -> Ticket:
    ticket = _changeable(request, number)
    if ticket.is_done:
        ticket.reopen(by=caller(request))
    return shown(request, number)


CHANGES: dict[str, Callable[[Ticket, Any, Member], object]] = {
    "subject": lambda ticket, value, by: ticket.rename(value, by=by),
    "status": lambda ticket, value, by: ticket.set_status(value, by=by),
    "priority": lambda ticket, value, by: ticket.set_priority(Priority[value.upper()], by=by),
    "kind": lambda ticket, value, by: ticket.set_kind(value, by=by),
    "tags": lambda ticket, value, by: ticket.tag_only(value, by=by),
    "fields": lambda ticket, value, by: fill_fields(
        value, "ticket", lambda field, given: ticket.fill_field(field, given, by=by)
    ),
    "requester": lambda ticket, value, by: ticket.give_to_customer(
        requester_named(value, ticket.brand, by), by=by
    ),
    "team": lambda ticket, value, by: ticket.hand_to(team_named(value, by), by=by),
    "assignee": lambda ticket, value, by: ticket.assign(
        assignee_named(value, ticket.brand_id, ticket.team), by=by
    ),
}
