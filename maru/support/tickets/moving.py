"""A message that stands in the wrong ticket: into another, or into one of its own."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.choices import ThreadedBy
from maru.support.tickets.models import Message, Ticket


def move(message: Message, to: Ticket, *, by: Member) -> None:
    """Put ``message`` into ``to``; both histories say so. Does nothing if it is there already.

    Raises PermissionDenied when the role may not change tickets, and for a
    ticket of another brand: its writer is a customer of this one alone. Raises Merged for a
    ticket that was merged into another.
    """
    if not by.can(Power.CHANGE) or message.ticket.brand_id != to.brand_id:
        raise PermissionDenied
    with transaction.atomic():
        origin = _held(message)
        if origin == to:
            return
        if to.pk in Ticket.objects.filter(pk__in=[origin.pk, to.pk]).hold():
            to.refresh_from_db(fields=["merged_into"])
        to.must_stand()
        was = {"ticket": origin.pk, "by": message.threaded_by, "evidence": message.evidence}
        message.ticket, message.threaded_by, message.evidence = to, ThreadedBy.HAND, {"before": was}
        message.home = None  # whoever moves it says where it belongs
        message.save(update_fields=["ticket", "home", "threaded_by", "evidence"])
        message.copies.update(ticket=to, home=None)
        change = {"message": message.pk, "from": origin.pk, "to": to.pk}
        for ticket in (origin, to):
            newest = ticket.messages.once().public().aggregate(id=Max("id"))["id"] or 0
            Ticket.objects.filter(pk=ticket.pk).update(
                last_public_id=newest, updated_at=timezone.now()
            )
            Event.record("message.moved", ticket, by=by, after=change)


def detach(message: Message, *, by: Member) -> Ticket:
    """Give ``message`` a ticket of its own and return it.

    If somebody else was faster it stays where they put it, and that ticket is returned.
    """
    if not by.can(Power.CHANGE):
        raise PermissionDenied
    origin = message.ticket
    with transaction.atomic():
        if (now := _held(message)) != origin:
            return now
        ticket = Ticket.objects.create(
            subject=origin.subject,
            brand_id=origin.brand_id,
            channel_id=origin.channel_id,
            team_id=origin.team_id,
            requester=message.customer or origin.requester,
            source=origin.source,
        )
        Event.record("ticket.opened", ticket, by=by, after={"detached_from": origin.pk})
        move(message, ticket, by=by)
    return ticket


def _held(message: Message) -> Ticket:
    """Return the ticket in which ``message`` stands now; nobody moves it before the end."""
    row = Message.objects.select_for_update(no_key=True).filter(pk=message.pk)
    message.ticket_id = row.values_list("ticket_id", flat=True).get()
    return message.ticket
