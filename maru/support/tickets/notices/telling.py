"""A member is told something about a ticket by mail, or spared it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maru.records.channels.models import Delivery
from maru.staff.members.models import Member
from maru.support.tickets.composing import channel_of
from maru.support.tickets.message import Message
from maru.support.tickets.notices.notice import Notice
from maru.support.tickets.notices.writing import write
from maru.support.tickets.ticket import Ticket

MOST_AN_HOUR = 20  # to one member about one ticket: a machine may write without end


def tell(
    member: Member,
    occasion: str,
    ticket: Ticket,
    *,
    why: str = "",
    message: Message | None = None,
    who: str = "",
    more: int = 0,
) -> Notice | None:
    """Queue one notice with the words of ``write``; None when ``member`` may not see the ticket
    or has had enough of it."""
    channel = channel_of(ticket)
    is_seen = Ticket.objects.visible_to(member).filter(pk=ticket.pk).exists()
    if channel is None or not member.is_active or not is_seen:
        return None
    since = timezone.now() - timedelta(hours=1)
    lately = Notice.objects.filter(ticket=ticket, member=member, created_at__gte=since)
    if lately.count() >= MOST_AN_HOUR:
        return None
    outgoing = write(
        occasion, ticket, member, channel, why=why, message=message, who=who, more=more
    )
    with transaction.atomic():
        return Notice.objects.create(
            member=member,
            ticket=ticket,
            occasion=occasion,
            seen=ticket.to_be_seen,
            delivery=Delivery.queue(outgoing, channel),
        )
