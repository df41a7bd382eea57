"""Imported mails become messages of tickets, many in one transaction of the caller's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Greatest

from maru.records.channels.models import Channel
from maru.records.channels.reception import Arrival
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import ContactPoint, Customer
from maru.records.customers.recognition import Claim, recognise_all
from maru.staff.journal.models import Event
from maru.support.tickets.choices import Direction, Source
from maru.support.tickets.importing.old_mail import OldMail, told_apart
from maru.support.tickets.importing.threads import Thread, Threads
from maru.support.tickets.models import Attachment, Message, Participant, Ticket

VERB = "ticket.imported"
OTHERS = 50  # people of one To and Cc that are remembered


@dataclass
class Received:
    """What came of a batch."""

    messages: int = 0
    tickets: int = 0  # new ones
    customers: list[int] = field(default_factory=list)  # ids of new ones


def receive_past(arrivals: Iterable[Arrival]) -> Received:
    """Make each mail a message with its own date; tell nobody.

    Mails of ours become messages to the customer. Costs some twenty queries
    for all. Give them in the order of their dates as far as it goes: messages
    of a ticket stand in the order in which they were received here.
    """
    mails = told_apart(arrivals)
    received = Received(messages=len(mails), customers=_recognise(mails))
    threads = Threads(mails)
    for mail in sorted(mails, key=lambda mail: mail.past.at):
        threads.place(mail)
    _keep_tickets(threads.all)
    received.tickets = sum(thread.is_new for thread in threads.all)
    _write(mails)
    _name_others(mails)
    _point_to_newest(threads.all)
    _record(threads.all)
    return received


def are_here(arrivals: Sequence[Arrival]) -> list[bool]:
    """Say of each mail whether it is a message already, or another of these is the same mail.

    The same mail has other bytes when it came by another way; a Message-ID
    alone proves nothing (D2), so date and words must be the same too. Costs
    one query.
    """
    ids = {one.incoming.message_id[:255] for one in arrivals} - {""}
    kept = Message.objects.filter(message_id__in=ids).values_list(
        "ticket__brand_id", "message_id", "written_at", "text", "direction", "delivery_id"
    )
    seen, sent = set(), set()
    for brand, message_id, written_at, text, direction, delivery in kept:
        seen.add((brand, message_id, written_at, _digest(text)))
        if direction == Direction.TO_CUSTOMER and delivery:
            sent.add((brand, message_id))  # Maru itself sent it, under an id that nobody guesses
    found = []
    for one in arrivals:
        brand, message_id = one.envelope.channel.brand_id, one.incoming.message_id[:255]
        key = (brand, message_id, one.incoming.written_at, _digest(one.incoming.text))
        found.append(bool(message_id) and (key in seen or (brand, message_id) in sent))
        seen.add(key)
    return found


def _digest(text: str) -> bytes:
    return sha256(text.encode("utf-8", "replace")).digest()


def _recognise(mails: Sequence[OldMail]) -> list[int]:
    """Find the customers; return the ids of those who are new. They are known since their mail."""
    claims: dict[int, Claim] = {}
    for number, mail in enumerate(mails):
        party = mail.arriving.party
        # The mail server that reports a bounce is nobody's customer; nor are we ourselves.
        is_nobody = mail.incoming.is_by_mail_server or mail.arriving.is_ours
        if party and not is_nobody:
            language = "" if mail.is_own else mail.incoming.language
            address = mail.arriving.address
            claims[number] = Claim(address, mail.brand_id, party.name, language)
    known = set(
        ContactPoint.objects.filter(
            kind=ContactKind.EMAIL,
            brand__in={claim.brand_id for claim in claims.values()},
            value__in={claim.value for claim in claims.values()},
        ).values_list("brand_id", "value")
    )
    customers = recognise_all(ContactKind.EMAIL, claims.values())
    new = {address: c for address, c in customers.items() if address not in known}
    since: dict[int, datetime] = {}
    for mail in mails:
        of_brand = (mail.brand_id, mail.arriving.address)
        mail.arriving.sender = customers.get(of_brand)
        if of_brand in new:
            pk = new[of_brand].pk
            since[pk] = min(mail.past.at, since.get(pk, mail.past.at))
    for customer in new.values():
        customer.created_at = since[customer.pk]
    Customer.objects.bulk_update(new.values(), ["created_at"], batch_size=200)
    return list(since)


def _keep_tickets(threads: Sequence[Thread]) -> None:
    was = {thread: thread.ticket.updated_at for thread in threads}
    for thread in threads:
        thread.settle()
    Ticket.objects.bulk_create(thread.ticket for thread in threads if thread.is_new)
    for thread in threads:
        ticket = thread.ticket
        # Whoever works on it meanwhile has the last word.
        same = Ticket.objects.filter(pk=ticket.pk, updated_at=was[thread], source=Source.IMPORT)
        if not thread.is_new and ticket.updated_at != was[thread]:
            same.update(
                status=ticket.status,
                solved_at=ticket.solved_at,
                updated_at=ticket.updated_at,
                first_answered_at=ticket.first_answered_at,
            )


def _write(mails: Sequence[OldMail]) -> None:
    messages = []
    for mail in mails:
        mail.arriving.message = mail.new_message(is_member=mail.member is not None)
        messages.append(mail.arriving.message)
    # The order of the batch is the order of the dates, and so becomes that of the ids.
    Message.objects.bulk_create(sorted(messages, key=lambda message: message.created_at))
    files = [file for mail in mails for file in mail.arriving.new_attachments()]
    Attachment.keep_all(files, at_once=False)


def _name_others(mails: Sequence[OldMail]) -> None:
    """Remember the others of To and Cc, so that an agent can let them in; they get nothing."""
    named = {address for mail in mails for address in mail.arriving.others}
    ours = Channel.objects.addresses_among(named)
    requesters = ContactPoint.objects.filter(
        customer__in={mail.arriving.ticket.requester_id for mail in mails} - {None},
        value__in=named,
    )
    reached = set(requesters.values_list("customer_id", "value"))
    rows = {
        (mail.arriving.ticket.pk, address): Participant(
            ticket=mail.arriving.ticket, address=address[:254], name=name
        )
        for mail in mails
        for address, name in list(mail.arriving.others.items())[:OTHERS]
        if address not in ours
        and address not in mail.past.ours
        and (mail.arriving.ticket.requester_id, address) not in reached
    }
    Participant.objects.bulk_create(rows.values(), ignore_conflicts=True)


def _point_to_newest(threads: Sequence[Thread]) -> None:
    newest = Message.objects.public().filter(ticket=OuterRef("pk")).order_by().values("ticket")
    Ticket.objects.filter(pk__in=[thread.ticket.pk for thread in threads]).update(
        last_public_id=Greatest(
            F("last_public_id"), Subquery(newest.annotate(newest=Max("id")).values("newest"))
        )
    )


def _record(threads: Sequence[Thread]) -> None:
    """Leave one event a ticket and import, however many batches it took."""
    counts = Counter((thread, mail.past.of) for thread in threads for mail in thread.mails)
    told = set(
        Event.objects.filter(
            verb=VERB, subject_kind="ticket", subject_id__in={t.ticket.pk for t, _ in counts}
        ).values_list("subject_id", "after__import")
    )
    names = {mail.past.of: mail.past.name for thread in threads for mail in thread.mails}
    Event.record_all(
        [
            Event.about(VERB, thread.ticket, after={"import": number, "name": names[number]})
            for thread, number in counts
            if (thread.ticket.pk, number) not in told
        ]
    )
