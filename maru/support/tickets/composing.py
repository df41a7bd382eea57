"""What an answer looks like when it leaves: recipients, subject, threading headers, words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from maru.kit.text.lines import one_line
from maru.kit.text.placeholders import fill
from maru.kit.written import Written
from maru.kit.written.letter import as_letter
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.incoming import Party
from maru.records.channels.models import Channel
from maru.records.channels.outgoing import Outgoing, OutgoingFile
from maru.records.customers.contact_point import ContactKind
from maru.staff.journal.event import Actor
from maru.staff.members.models import Member
from maru.support.tickets.choices import MACHINES, Direction
from maru.support.tickets.files import NewFile
from maru.support.tickets.message_ids import new_message_id
from maru.support.tickets.placeholders import Values
from maru.support.tickets.subjects import bare_subject

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket

REFERENCES = 20  # RFC 5322 sets no limit; some servers cut long header lines


class Unreachable(Exception):
    """There is no address, or no channel, to answer by. ``code`` is no_address or no_channel."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def fill_in(text: str, ticket: Ticket, by: Actor, *, leave_empty: bool = False) -> str:
    """Fill the placeholders of plain words; ``leave_empty``: not those that would be empty.

    Raises UnknownPlaceholder for the first unknown one.
    """
    language = ticket.brand.language
    return fill(text, Values(ticket, by), language=language, leave_empty=leave_empty)


def filled(said: Written, ticket: Ticket, by: Member) -> Written:
    """Return an answer with its placeholders filled. Raises UnknownPlaceholder."""
    return said.filled(Values(ticket, by), language=ticket.brand.language)


def left_empty(said: str | Written, ticket: Ticket, by: Member) -> list[str]:
    """Return which placeholders of an answer would be empty. Raises UnknownPlaceholder."""
    return Written.of(said).left_empty(Values(ticket, by), language=ticket.brand.language)


def requester_address(ticket: Ticket) -> str:
    """Return the address the requester wrote from last, else their first one; '' without any.

    Only what leads to them still: an address taken away from them, because it
    was somebody else's, gets nothing more.
    """
    if ticket.requester is None:
        return ""
    points = ticket.requester.contact_points.all()
    theirs = [point.value for point in points if point.kind == ContactKind.EMAIL]
    written = (
        ticket.messages.filter(direction=Direction.FROM_CUSTOMER, customer=ticket.requester)
        .annotate(address=Lower("from_address"))
        .filter(address__in=theirs)
        .order_by("-id")
        .values_list("from_address", flat=True)
        .first()
    )
    return written or (theirs[0] if theirs else "")


def channel_of(ticket: Ticket) -> Channel | None:
    """Return the mailbox that answers go out by: the ticket's, else its brand's first.

    Only one that takes mail: an answer to our answer must not be refused.
    """
    if ticket.channel and ticket.channel.kind == "email" and ticket.channel.is_active:
        return ticket.channel
    return Channel.objects.answering(ticket.brand_id).first()


def compose(
    ticket: Ticket, said: Written, by: Member, files: Iterable[NewFile]
) -> tuple[Outgoing, Channel]:
    """Return the mail that answers ``ticket`` with ``said``, which is signed already, and the
    channel it leaves by.

    Earlier messages are not quoted: whoever joined later gets only what comes
    after (S2). Raises Unreachable.
    """
    channel, address = channel_of(ticket), requester_address(ticket)
    if channel is None:
        raise Unreachable("no_channel")
    if not address:
        raise Unreachable("no_address")
    before = ticket.messages.public().exclude(message_id="").exclude(automatic__in=MACHINES)
    # What was said with another customer, and came by a merger, is named to nobody else (S2).
    before = before.filter(Q(home=None) | Q(home__requester=ticket.requester_id))
    # Nor what may still be taken back: nobody got it yet.
    before = before.exclude(
        delivery__is_untouched=True,
        delivery__state=DeliveryState.QUEUED,
        delivery__due_at__gt=timezone.now(),
    )
    earlier = list(before.order_by("-id").values_list("message_id", flat=True)[:REFERENCES])
    domain = channel.address.rpartition("@")[2]
    outgoing = Outgoing(
        sender=Party(
            channel.address,
            one_line(f"{by.name} ({ticket.brand.name})" if by.name else ticket.brand.name),
        ),
        to=[Party(address, one_line(ticket.requester.name) if ticket.requester else "")],
        cc=[Party(p.address, one_line(p.name)) for p in ticket.admitted() if p.address != address],
        message_id=new_message_id(ticket.number, domain),
        subject=f"Re: {one_line(bare_subject(ticket.subject))}",
        text=said.text,
        html=as_letter(said.html, domain=domain) if said.html else "",
        in_reply_to=earlier[0] if earlier else "",
        references=list(reversed(earlier)),
        files=[
            OutgoingFile(
                one_line(f.name),
                f.content_type,
                f.sha256,
                f"{f.content_id}@{domain}" if f.content_id else "",
            )
            for f in files
        ],
    )
    return outgoing, channel
