from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from maru.kit.written import Written
from maru.records.channels.models import Delivery
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.attachment import Attachment
from maru.support.tickets.behaviour import Behaviour
from maru.support.tickets.choices import Direction, Status, ThreadedBy
from maru.support.tickets.composing import compose, filled
from maru.support.tickets.files import NewFile
from maru.support.tickets.mentioning.mention import Mention
from maru.support.tickets.merging.merger import Merger
from maru.support.tickets.message import Message

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket


class Collision(Exception):
    """The customer got or wrote something that the writer had not seen (D8)."""

    def __init__(self, newer: list[Message]) -> None:
        super().__init__("newer messages")
        self.newer = newer


class Replying(Behaviour):
    """Answering the customer, and leaving a note for colleagues."""

    class Meta:
        abstract = True

    def reply(
        self,
        text: str | Written,
        *,
        by: Member,
        seen: int | None = None,
        status: str | None = None,
        files: Iterable[NewFile] = (),
        wait: timedelta = timedelta(0),
        because: Event | None = None,
    ) -> Message:
        """Answer the requester and the admitted participants; message, delivery and event together.

        ``seen`` is the id of the newest public message the writer saw; None
        skips that check (programs that write unasked). Placeholders are filled in.
        ``status`` is set afterwards; by default a new ticket becomes open. It leaves after
        ``wait``; until a worker claims it, ``take_back`` makes it a draft again.
        Raises Collision, Merged, Unreachable, UnknownPlaceholder or PermissionDenied;
        then nothing is written.
        """
        ticket = self._me
        if not by.can(Power.REPLY):
            raise PermissionDenied
        files = list(files)
        with transaction.atomic():
            self._row.hold()
            written = filled(Written.of(text), ticket, by)
            written = written.signed(by.signature or ticket.brand.signature)
            outgoing, channel = compose(ticket, written, by, files)
            message = _write(ticket, Direction.TO_CUSTOMER, written, by, files)
            self._take_the_floor(message, seen)
            message.to = [[p.name, p.address] for p in outgoing.to]
            message.cc = [[p.name, p.address] for p in outgoing.cc]
            message.message_id = outgoing.message_id
            message.delivery = Delivery.queue(outgoing, channel, wait=wait)
            message.save(update_fields=["to", "cc", "message_id", "delivery"])
            event = Event.record(
                "ticket.replied",
                ticket,
                by=by,
                before=_was_solved(ticket),
                after={"message": message.pk, **({"status": status} if status else {})},
                because=because,
            )
            ticket.clear_of_spam(by=by, because=event)  # nobody answers spam
            after = status or (Status.OPEN if ticket.status == Status.NEW else None)
            if after:
                ticket.set_status(after, by=by, because=event)
        return message

    def note(
        self,
        text: str | Written,
        *,
        by: Actor,
        files: Iterable[NewFile] = (),
        because: Event | None = None,
    ) -> Message:
        """Leave an internal note; whom a member names in it with an @ is mentioned.

        Raises Merged, or PermissionDenied when the role may not.
        """
        ticket = self._me
        if isinstance(by, Member) and not by.can(Power.NOTE):
            raise PermissionDenied
        with transaction.atomic():
            self._row.hold()
            message = _write(ticket, Direction.INTERNAL, Written.of(text), by, list(files))
            if not self._row.filter(merged_into=None).update(updated_at=timezone.now()):
                self._say_merged()
            asked = Mention.keep(message, by=by) if isinstance(by, Member) else []
            noted = Event.record(
                "ticket.noted", ticket, by=by, after={"message": message.pk}, because=because
            )
            for member in asked:
                Event.record("ticket.followed", ticket, by=by, after=member.pk, because=noted)
        return message

    def newer_than(self, seen: int) -> list[Message]:
        """Return the public messages after ``seen``, oldest first.

        And what came by a merger after it, with the note that tells of it: it may be older, and
        was seen by nobody who had not seen that note.
        """
        ticket = self._me
        newer = Q(pk__gt=seen) & ~Q(direction=Direction.INTERNAL)
        # As it is now: the merger was behind the back of whoever asks.
        joined = self._row.values_list("joined_id", flat=True).get()
        if joined > seen:
            newer |= Q(pk__gt=seen, threaded_by=ThreadedBy.MERGER)
            newer |= Q(home__in=_joined_since(ticket, seen)) & ~Q(direction=Direction.INTERNAL)
        return list(ticket.messages.once().filter(newer))

    def _take_the_floor(self, message: Message, seen: int | None) -> None:
        # One conditional UPDATE: of two who answer at once, the second finds the
        # first one's message newer than what they saw.
        rows = self._row.filter(merged_into=None)
        if seen is not None:
            rows = rows.filter(last_public_id__lte=seen, joined_id__lte=seen)
        if not rows.update(
            last_public_id=message.pk,
            updated_at=timezone.now(),
            # By this time its taking back knows whether it was the first.
            first_answered_at=Coalesce("first_answered_at", message.created_at),
        ):
            self._say_merged()
            raise Collision([m for m in self.newer_than(seen or 0) if m.pk != message.pk])

    def _say_merged(self) -> None:
        ticket = self._me
        ticket.merged_into_id = self._row.values_list("merged_into_id", flat=True).get()
        ticket.must_stand()


def _was_solved(ticket: Ticket) -> dict[str, str] | None:
    """Return since when the ticket was done, for an answer that is taken back; None if it is
    not."""
    return {"solved_at": ticket.solved_at.isoformat()} if ticket.solved_at else None


def _joined_since(ticket: Ticket, seen: int) -> set[int]:
    """Return the numbers of the tickets whose messages came by a merger after ``seen``."""
    notes = ticket.messages.filter(threaded_by=ThreadedBy.MERGER, pk__gt=seen)
    mergers = Merger.objects.standing().filter(note_id__in=notes.values("pk"))
    return {
        number
        for merger in mergers.select_related("ticket")
        for number in merger.ticket.with_merged()
    }


def _write(
    ticket: Ticket, direction: str, said: Written, by: Actor, files: list[NewFile]
) -> Message:
    member = by if isinstance(by, Member) else None
    message = Message.objects.create(
        ticket=ticket, direction=direction, member=member, from_name=by.actor_name[:200],
        text=said.text, html=said.html, automatic="" if member else by.actor_kind,
    )  # fmt: skip
    Attachment.keep(message, files)
    return message
