"""Tickets of the own brand, the other brand and a private team, with all that hangs on them."""

from __future__ import annotations

from typing import Any

from maru.records.channels.incoming import Party
from maru.records.channels.models import Delivery
from maru.records.channels.outgoing import Outgoing
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import Thing, of_brand, of_team, things
from maru.support.tickets.models import Attachment, Participant, Ticket


def readers_of(ticket: Ticket) -> Any:
    def sees(member: Member) -> bool:
        if not member.can(Power.READ) or not of_brand(ticket.brand)(member):
            return False
        team = ticket.team
        return team is None or not team.is_private or of_team(team)(member)

    return sees


def hanging_on(case: Any, get: Any) -> list[Thing]:
    return [Thing(get(ticket), readers_of(ticket), inside=ticket.pk) for ticket in case.tickets]


@things("tickets")
def tickets(case: Any) -> list[Thing]:
    return [Thing(ticket.pk, readers_of(ticket)) for ticket in case.tickets]


@things("messages")
def messages(case: Any) -> list[Thing]:
    return hanging_on(case, lambda ticket: ticket.messages.first().pk)


@things("files")
def files(case: Any) -> list[Thing]:
    return hanging_on(case, lambda t: Attachment.objects.get(message__ticket=t).key)


@things("participants")
def participants(case: Any) -> list[Thing]:
    return hanging_on(case, lambda t: Participant.objects.get(ticket=t).pk)


@things("attachments")
def attachments(case: Any) -> list[Thing]:
    return hanging_on(case, lambda t: Attachment.objects.get(message__ticket=t).key)


def came_in(case: Any) -> list[Thing]:
    """The raw mail of each ticket, by its envelope."""
    return [Thing(t.messages.get().envelope_id, readers_of(t)) for t in case.tickets]


def went_out(case: Any) -> list[Thing]:
    """An answer of each ticket, by its delivery."""
    return [Thing(_delivery(ticket), readers_of(ticket)) for ticket in case.tickets]


def _delivery(ticket: Ticket) -> int:
    message = ticket.messages.get()
    if message.delivery is None:
        party = Party("k@example.com", ticket.subject)
        outgoing = Outgoing(
            party, [party], f"{ticket.pk}@x.example", ticket.subject, ticket.subject
        )
        message.delivery = Delivery.queue(outgoing, message.envelope.channel)
        message.save()
    return message.delivery.pk


for word in ("envelopes", "quarantine"):
    things(word)(came_in)
for word in ("deliveries", "mailbox"):
    things(word)(went_out)
