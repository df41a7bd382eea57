"""A ticket as it stands on paper: what is on it, in its order, as far as its reader may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maru.kit.ui.times import exact
from maru.support.tickets import conversation
from maru.support.tickets.composing import requester_address
from maru.support.tickets.conversation import Between
from maru.support.tickets.files import MAX_PICTURE, PICTURES
from maru.support.tickets.piece_words import pieces_among
from maru.support.tickets.telling import Told
from maru.support.tickets.timeline.entries import Entry

if TYPE_CHECKING:
    from maru.staff.members.models import Member
    from maru.support.tickets.models import Attachment, Message, Ticket

MOST_PICTURES = 40  # of one paper


@dataclass(frozen=True)
class Choice:
    """What is printed beside what the customer knows: by itself, nothing."""

    notes: bool = False
    changes: bool = False

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> Choice:
        return cls(notes="notes" in fields, changes="changes" in fields)


@dataclass(frozen=True)
class Said:
    """One message. ``files`` are those that may leave the house."""

    at: datetime
    who: str
    text: str
    is_note: bool
    files: list[Attachment]


@dataclass(frozen=True)
class Happened:
    """A change, or what an upper app has between the messages, in a sentence."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Sheet:
    ticket: Ticket
    facts: list[tuple[str, str]]
    parts: list[Said | Happened]
    customers: list[int | None]  # whose words it shows
    pictures: frozenset[int]  # files that are drawn; those after them are named alone
    left_out: int  # pictures that are named alone

    @property
    def title(self) -> str:
        subject = self.ticket.subject or _("(no subject)")
        return f"#{self.ticket.number} {subject}"

    @property
    def file_name(self) -> str:
        return f"{self.ticket.number}.pdf"


def sheet(ticket: Ticket, reader: Member, choice: Choice) -> Sheet:
    """Return the whole ticket, from its first message on. Costs as ``conversation.whole``."""
    talk = conversation.whole(ticket, reader)
    pieces = pieces_among([item.message for item in talk.items])
    parts: list[Said | Happened] = []
    for item in talk.items:
        parts += _happened(item.before, choice)
        # Pieces of a mail that was put together are in the whole one.
        piece = pieces.get(item.message.pk)
        is_public = item.message.is_public
        if (is_public or choice.notes) and not (piece and piece.whole):
            parts.append(_said(item.message))
    parts += _happened(talk.tail, choice)
    files = [file for part in parts if isinstance(part, Said) for file in part.files]
    pictures = [file.pk for file in files if is_drawable(file)]
    writers = [item.message.customer_id for item in talk.items]
    return Sheet(
        ticket, _facts(ticket), parts, [ticket.requester_id, *writers],
        frozenset(pictures[:MOST_PICTURES]), len(pictures[MOST_PICTURES:]),
    )  # fmt: skip


def is_drawable(file: Attachment) -> bool:
    return file.content_type in PICTURES and file.size <= MAX_PICTURE and not file.is_infected


def left_out_words(count: int) -> str:
    """Return what the paper says of ``count`` pictures that are not on it; "" for none."""
    if not count:
        return ""
    told = ngettext(
        "%(num)s picture is named here, but not drawn: a paper holds at most %(most)s, of large "
        "ones fewer.",
        "%(num)s pictures are named here, but not drawn: a paper holds at most %(most)s, of large "
        "ones fewer.",
        count,
    )
    return told % {"num": count, "most": MOST_PICTURES}


def _said(message: Message) -> Said:
    # What was forwarded is quoted, and there the quoted is what it is about.
    quoted = f"\n\n{message.quoted}" if message.original_address and message.quoted else ""
    files = [file for file in message.attachments.all() if not file.is_held]
    return Said(
        message.created_at, message.author or _("Unknown sender"), message.text + quoted,
        not message.is_public, files,
    )  # fmt: skip


def _happened(between: Between, choice: Choice) -> Iterator[Happened]:
    for each in between.happened:
        if isinstance(each, Told):
            if choice.changes:
                who = each.who or _("Maru")
                words = f"{who} {each.topic}"
                yield Happened(each.at, f"{words}: {each.text}" if each.text else words)
        elif choice.changes or _is_seen(each, choice):
            yield Happened(each.at, each.words)


def _is_seen(entry: Entry, choice: Choice) -> bool:
    return entry.is_public or choice.notes


def _facts(ticket: Ticket) -> list[tuple[str, str]]:
    who = str(ticket.requester) if ticket.requester else _("Unknown sender")
    address = requester_address(ticket)
    dates = [
        (_("Opened"), ticket.created_at),
        (_("First answer"), ticket.first_answered_at),
        (_("Solved at"), ticket.solved_at),
    ]
    return [
        (_("Customer"), who if who == address else f"{who} {address}".strip()),
        (_("Status"), ticket.get_status_display()),
        (_("Priority"), ticket.get_priority_display()),
        (_("Assignee"), str(ticket.assignee) if ticket.assignee else ""),
        (_("Team"), ticket.team.name if ticket.team else ""),
        (_("Brand"), ticket.brand.name),
        *((name, exact(at)) for name, at in dates if at),
    ]
