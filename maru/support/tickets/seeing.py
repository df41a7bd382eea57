"""What envelopes and deliveries have to do with tickets, told to the floor below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from maru.records.channels.models import Delivery
from maru.records.channels.outcomes import Outcome
from maru.staff.members.models import Member
from maru.support.tickets.models import Message, Ticket


def outcomes(envelopes: Iterable[int]) -> dict[int, Outcome]:
    """Return envelope id -> what it became. One query."""
    rows = Message.objects.filter(envelope__in=list(envelopes))
    return {
        envelope: Outcome(message, ticket, customer)
        for envelope, message, ticket, customer in rows.values_list(
            "envelope_id", "pk", "ticket_id", "customer_id"
        )
    }


def narrow(rows: QuerySet[Any], member: Member) -> QuerySet[Any]:
    """Leave out the mail of private teams that ``member`` may not see.

    What is no message yet would become a ticket of its channel's team.
    """
    if not member.hidden_team_ids:
        return rows
    if rows.model is Delivery:
        rows = rows.filter(Q(notice=None) | Q(notice__ticket__in=Ticket.objects.visible_to(member)))
    waiting = Q(message=None) & ~Q(channel__team__in=member.hidden_team_ids)
    return rows.filter(waiting | Q(message__in=Message.objects.visible_to(member)))
