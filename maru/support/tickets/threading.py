"""Where an incoming message belongs, and on what evidence (explainable, reversible)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from maru.records.channels.dispatch import mark_bounced
from maru.records.channels.incoming import Incoming
from maru.records.customers.models import Customer
from maru.staff.company.models import Brand
from maru.support.tickets.choices import ThreadedBy
from maru.support.tickets.message_ids import ticket_number
from maru.support.tickets.models import Message, Participant, Ticket

SAME_SUBJECT_DAYS = 14

# Re:, RE[2]:, Fwd:, and the words Korean, Japanese and German mail programs use.
_PREFIX = re.compile(
    r"^\s*(?:(?:re|fwd?|aw|wg|sv|답장|답신|회신|전달|返信|転送)\s*(?:\[\d{1,3}\])?\s*[:：]\s*)+",
    re.IGNORECASE,
)


@dataclass
class Place:
    """A ticket, or None for a new one, and why."""

    ticket: Ticket | None
    by: str = ThreadedBy.NEW
    evidence: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def bare_subject(subject: str) -> str:
    """Return the subject without reply and forward marks: "RE: 회신: 환불" becomes "환불"."""
    return _PREFIX.sub("", unicodedata.normalize("NFC", subject)).strip()


def place(incoming: Incoming, brand: Brand, sender: Customer | None) -> Place:
    """Find the ticket of ``incoming`` within ``brand``, by the strongest evidence first.

    Costs one to three queries. What a mail says of itself decides where agents
    see it, never who gets answers.
    """
    ids = [*incoming.in_reply_to, *reversed(incoming.references)]
    found = (
        _by_bounce(incoming, brand)
        or _by_mark(ids, brand)
        or _by_reference(ids, brand, sender)
        or _by_subject(incoming, brand, sender)
    )
    if found is None:
        return Place(None)
    if (
        found.ticket
        and sender
        and found.by != ThreadedBy.BOUNCE
        and not _is_known(sender, found.ticket)
    ):
        found.warnings.append("unknown_sender")
    return found


def _by_bounce(incoming: Incoming, brand: Brand) -> Place | None:
    if incoming.bounce is None:
        return None
    delivery = mark_bounced(
        [incoming.bounce.message_id, *incoming.in_reply_to, *incoming.references]
    )
    message = (
        Message.objects.filter(delivery=delivery, ticket__brand=brand).first() if delivery else None
    )
    if message is None or delivery is None:
        return None
    recipients = [r.address for r in incoming.bounce.recipients]
    evidence = {"message": message.pk, "message_id": delivery.message_id, "recipients": recipients}
    return Place(_ticket(message.ticket_id), ThreadedBy.BOUNCE, evidence)


def _by_mark(ids: list[str], brand: Brand) -> Place | None:
    for message_id in ids:
        number = ticket_number(message_id)
        if number is None:
            continue
        ticket = Ticket.objects.select_related("brand").filter(pk=number, brand=brand).first()
        if ticket:
            return Place(ticket, ThreadedBy.TOKEN, {"message_id": message_id})
    return None


def _by_reference(ids: list[str], brand: Brand, sender: Customer | None) -> Place | None:
    if not ids:
        return None
    named = (
        Message.objects.filter(message_id__in=ids, ticket__brand=brand)
        .order_by("-id")
        .values_list("ticket_id", "message_id")
        .first()
    )
    if named is None:
        return None
    ticket = _ticket(named[0])
    evidence: dict[str, Any] = {"message_id": named[1]}
    if sender is None or not _is_known(sender, ticket):
        # A customer's own Message-ID is no secret: a stranger who names it gets a
        # ticket of their own, and the agent sees which one it points to.
        return Place(
            None, ThreadedBy.NEW, {**evidence, "points_to": ticket.pk}, ["points_elsewhere"]
        )
    return Place(ticket, ThreadedBy.REFERENCES, evidence)


def _by_subject(incoming: Incoming, brand: Brand, sender: Customer | None) -> Place | None:
    bare = bare_subject(incoming.subject)
    is_reply = bool(incoming.in_reply_to) or _PREFIX.match(incoming.subject) is not None
    if sender is None or not bare or not is_reply:
        return None
    since = timezone.now() - timedelta(days=SAME_SUBJECT_DAYS)
    recent = Ticket.objects.filter(requester=sender, brand=brand, updated_at__gte=since)
    for ticket in recent.select_related("brand")[:20]:
        if bare_subject(ticket.subject) == bare:
            evidence = {"subject": bare, "days": SAME_SUBJECT_DAYS}
            return Place(ticket, ThreadedBy.SUBJECT, evidence)
    return None


def _is_known(sender: Customer, ticket: Ticket) -> bool:
    if ticket.requester_id == sender.pk:
        return True
    addresses = sender.contact_points.values("value")
    return Participant.objects.filter(ticket=ticket, address__in=addresses).exists()


def _ticket(number: int) -> Ticket:
    return Ticket.objects.select_related("brand").get(pk=number)
