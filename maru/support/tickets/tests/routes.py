"""Tickets of the own brand, the other brand and a private team, with all that hangs on them."""

from __future__ import annotations

from typing import Any

from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import Thing, of_brand, of_team, things
from maru.support.tickets.models import Attachment, Participant, Ticket


def readers_in(brand: Brand) -> Any:
    return lambda member: member.can(Power.READ) and of_brand(brand)(member)


def readers_of(ticket: Ticket) -> Any:
    def sees(member: Member) -> bool:
        team = ticket.team
        is_open = team is None or not team.is_private or of_team(team)(member)
        return is_open and readers_in(ticket.brand)(member)

    return sees


def hanging_on(case: Any, get: Any) -> list[Thing]:
    """Return what ``get`` takes from each ticket, seen by whoever sees the ticket."""
    return [Thing(get(ticket), readers_of(ticket), inside=ticket.pk) for ticket in case.tickets]


@things("tickets")
def tickets(case: Any) -> list[Thing]:
    return [Thing(ticket.pk, readers_of(ticket)) for ticket in case.tickets]


@things("messages")
def messages(case: Any) -> list[Thing]:
    return hanging_on(case, lambda ticket: ticket.messages.earliest("id").pk)


@things("files")
@things("attachments")
def files(case: Any) -> list[Thing]:
    return hanging_on(case, lambda t: Attachment.objects.get(message__ticket=t).key)


@things("quarantine")
@things("envelopes")
def envelopes(case: Any) -> list[Thing]:
    return hanging_on(case, lambda ticket: ticket.messages.earliest("id").envelope_id)


@things("mailbox")
@things("deliveries")
def deliveries(case: Any) -> list[Thing]:
    return hanging_on(case, lambda t: t.messages.exclude(delivery=None).get().delivery_id)


@things("customers")
def customers(case: Any) -> list[Thing]:
    return [Thing(t.requester_id, readers_in(t.brand)) for t in case.tickets]


@things("contact-points")
def contact_points(case: Any) -> list[Thing]:
    return [
        Thing(t.requester.contact_points.latest("id").pk, readers_in(t.brand), t.requester_id)
        for t in case.tickets
    ]


@things("participants")
def participants(case: Any) -> list[Thing]:
    return hanging_on(case, lambda t: Participant.objects.get(ticket=t).pk)
