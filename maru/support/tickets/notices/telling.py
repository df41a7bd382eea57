"""Who is told what, by mail, and when they are spared it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maru.records.channels.models import Delivery
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.composing import channel_of
from maru.support.tickets.notices.notice import Notice, Occasion
from maru.support.tickets.notices.wishes import NoticeWishes
from maru.support.tickets.notices.writing import write
from maru.support.tickets.on_receiving import Received
from maru.support.tickets.ticket import Ticket

MOST_AN_HOUR = 20  # to one member about one ticket: a machine may write without end


def tell_of_messages(received: Sequence[Received]) -> None:
    """Tell each ticket's member of what a person wrote in it, in the receiving transaction."""
    numbers = [
        one.message.ticket_id
        for one in received
        if one.message.ticket.assignee_id
        and not one.message.automatic
        and not one.message.copy_of_id
        and not one.message.ticket.is_spam
    ]
    if not numbers:
        return
    # Read anew: what was just received has moved them on.
    of = Ticket.objects.filter(pk__in=numbers, assignee__notice_wishes__on_message=True)
    for ticket in of.select_related("brand", "channel", "assignee"):
        if ticket.assignee:
            tell(ticket.assignee, Occasion.MESSAGE, ticket)


_summed: set[str] = set()


def sum_up(verb: str) -> None:
    """Send no notices of what an event of ``verb`` caused: whoever registers it tells of all."""
    _summed.add(verb)


def tell_of_assignment(event: Event) -> None:
    """Tell a member that a ticket is theirs now, unless they took it themselves."""
    if not isinstance(event.after, int) or (event.cause and event.cause.verb in _summed):
        return
    if event.actor_kind == "member" and event.actor_id == event.after:
        return
    wish = NoticeWishes.objects.filter(member=event.after, on_assigned=True)
    ticket = Ticket.objects.filter(pk=event.subject_id, assignee=event.after, is_spam=False).first()
    if ticket and (chosen := wish.select_related("member").first()):
        tell(chosen.member, Occasion.ASSIGNED, ticket)


def tell(member: Member, occasion: str, ticket: Ticket, *, why: str = "") -> Notice | None:
    """Queue one notice; None when ``member`` may not see the ticket or has had enough of it."""
    channel = channel_of(ticket)
    is_seen = Ticket.objects.visible_to(member).filter(pk=ticket.pk).exists()
    if channel is None or not member.is_active or not is_seen:
        return None
    since = timezone.now() - timedelta(hours=1)
    lately = Notice.objects.filter(ticket=ticket, member=member, created_at__gte=since)
    if lately.count() >= MOST_AN_HOUR:
        return None
    outgoing = write(occasion, ticket, member, channel, why=why)
    with transaction.atomic():
        return Notice.objects.create(
            member=member,
            ticket=ticket,
            occasion=occasion,
            seen=ticket.to_be_seen,
            delivery=Delivery.queue(outgoing, channel),
        )
