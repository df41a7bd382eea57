"""A ticket opened by hand or by a program: a call, a visit, a request of another system."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from maru.records.customers.models import Customer
from maru.staff.company.models import Brand
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.choices import Direction, Source, ThreadedBy
from maru.support.tickets.files import NewFile
from maru.support.tickets.models import Attachment, Message, Seen, Ticket


def open_ticket(
    *,
    by: Member,
    brand: Brand,
    requester: Customer,
    subject: str,
    text: str,
    source: str = Source.PHONE,
    files: Iterable[NewFile] = (),
    **fields: Any,
) -> Ticket:
    """Open a ticket whose first message is what the customer said.

    ``fields`` are further fields of Ticket (priority, kind, team, assignee).
    Raises PermissionDenied when the role may not, for another's brand, or for
    the customer of another brand.
    """
    is_theirs = brand.pk in by.brand_ids and requester.brand_id == brand.pk
    if not by.can(Power.REPLY) or not is_theirs:
        raise PermissionDenied
    with transaction.atomic():
        ticket = Ticket.objects.create(
            brand=brand, requester=requester, subject=subject.strip()[:500], source=source, **fields
        )
        message = Message.objects.create(
            ticket=ticket,
            direction=Direction.FROM_CUSTOMER,
            customer=requester,
            from_name=requester.name,
            text=text,
            threaded_by=ThreadedBy.NEW,
        )
        Attachment.keep(message, files)
        Ticket.objects.filter(pk=ticket.pk).update(last_public_id=message.pk)
        ticket.last_public_id = message.pk
        # Who wrote it down has seen it.
        Seen.objects.create(member=by, ticket=ticket, upto=message.pk)
        Event.record("ticket.opened", ticket, by=by, after={"message": message.pk, "by": source})
    return ticket
