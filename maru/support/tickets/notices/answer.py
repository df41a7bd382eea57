"""A colleague answers a notice from their mail program (S1).

Such a mail acts as the colleague only if it names the notice that they got, comes
from their own address, and that address is proven (DKIM or DMARC). All else
stays what it is: a customer's message with a warning, sent to nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from maru.kit.text.placeholders import UnknownPlaceholder
from maru.records.channels.reception import Arrival
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.choices import ThreadedBy
from maru.support.tickets.composing import Unreachable
from maru.support.tickets.files import NewFile
from maru.support.tickets.message import Message
from maru.support.tickets.notices.notice import AMONG_COLLEAGUES, Notice, Occasion
from maru.support.tickets.notices.telling import tell
from maru.support.tickets.notices.writing import MARK
from maru.support.tickets.replying import Collision
from maru.support.tickets.ticket import Ticket

# Whatever a program writes before it: quotation signs, blanks.
BELOW = re.compile(rf"^[^\n]{{0,20}}{re.escape(MARK)}.*", re.MULTILINE | re.DOTALL)
_NOTE = re.compile(r"\s*#(?:note|메모)\b[ \t]*\n?", re.IGNORECASE)

# Why an answer by mail was kept as a note, by code.
REASONS = {
    "unsent_newer": _("Something newer had been said in the ticket. Read it first."),
    "unsent_unreachable": _("The customer has no address, or the brand no mailbox."),
    "unsent_placeholder": _("It has a placeholder that does not exist."),
    "unsent_role": _("Your role does not answer customers."),
    "unsent_empty": _("There were no words above the line."),
}


@dataclass(frozen=True)
class Answer:
    arrival: Arrival
    notice: Notice
    ticket: Ticket  # the notice's, or the one that it was merged into

    @classmethod
    def of(cls, arrival: Arrival) -> Answer | None:
        """Return the answer that ``arrival`` is, if it is proven to be the notice's member's."""
        incoming = arrival.incoming
        notice = Notice.answered_by(incoming)
        if notice is None or incoming.sender is None or incoming.automatic:
            return None
        member = notice.member
        is_theirs = incoming.sender.address.strip().lower() == member.email.lower()
        is_proven = incoming.authentication.get("verified") is True
        ticket = notice.ticket.survivor()
        is_here = arrival.envelope.channel.brand_id == ticket.brand_id
        if not (is_theirs and is_proven and is_here and member.is_active):
            return None
        may = member.can(Power.NOTE)
        is_seen = Ticket.objects.visible_to(member).filter(pk=ticket.pk).exists()
        return cls(arrival, notice, ticket) if may and is_seen else None

    def carry_out(self) -> Message:
        """Send it to the customer, or keep it as a note and tell the colleague why."""
        original = self._original()
        message = self._copy(original) if original else self._said()
        message.envelope = self.arrival.envelope
        message.headers = self.arrival.incoming.headers
        message.written_at = self.arrival.incoming.written_at
        message.threaded_by = ThreadedBy.TOKEN
        message.evidence = {
            "message_id": self.notice.delivery.message_id,
            "mail": self.arrival.incoming.message_id[:255],
        }
        message.save()
        return message

    def _original(self) -> Message | None:
        """Return what came of the same mail by another mailbox: nothing is sent twice."""
        mail = self.arrival.incoming.message_id[:255]
        told = self.ticket.messages.once().filter(member=self.notice.member)
        return told.filter(evidence__mail=mail).first() if mail else None

    def _copy(self, original: Message) -> Message:
        return Message(
            ticket=original.ticket,
            direction=original.direction,
            member=original.member,
            from_name=original.from_name,
            text=original.text,
            copy_of=original,
        )

    def _said(self) -> Message:
        ticket, member = self.ticket, self.notice.member
        text, is_note = self._text()
        files = self._files()
        if is_note and (text.strip() or files):
            return ticket.note(text, by=member, files=files)
        try:
            if not member.can(Power.REPLY):
                raise Unsent("unsent_role")
            if not text.strip() and not files:
                raise Unsent("unsent_empty")
            return _reply(ticket, text, member, self.notice.seen, files)
        except Unsent as unsent:
            message = ticket.note(text, by=member, files=files)
            message.warnings = [unsent.code]
            with override(member.language):
                tell(member, Occasion.UNSENT, ticket, why=str(REASONS[unsent.code]))
            return message

    def _text(self) -> tuple[str, bool]:
        """Return the words above the line of the notice, and whether they are a note."""
        text = BELOW.sub("", self.arrival.incoming.text).rstrip()
        note = _NOTE.match(text)
        is_among_us = self.notice.occasion in AMONG_COLLEAGUES
        return (text[note.end() :], True) if note else (text, is_among_us)

    def _files(self) -> list[NewFile]:
        # What is inline is the picture of a signature, or of the notice.
        files = (file for file in self.arrival.incoming.files if not file.is_inline)
        return [NewFile(f.name, f.content_type, f.size, f.sha256) for f in files]


class Unsent(Exception):
    """An answer that must not, or cannot, go out. ``code`` is a key of ``REASONS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _reply(ticket: Ticket, text: str, by: Member, seen: int, files: list[NewFile]) -> Message:
    try:
        return ticket.reply(text, by=by, seen=seen, files=files)
    except Collision as newer:
        raise Unsent("unsent_newer") from newer
    except Unreachable as nowhere:
        raise Unsent("unsent_unreachable") from nowhere
    except UnknownPlaceholder as unknown:
        raise Unsent("unsent_placeholder") from unknown
