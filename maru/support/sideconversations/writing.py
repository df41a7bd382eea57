"""Beginning a side conversation, and writing in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.kit.written import Written
from maru.records.channels.models import Delivery
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.sideconversations.composing import compose
from maru.support.sideconversations.inviting import Invited, must_be_allowed
from maru.support.sideconversations.models import (
    SideConversation,
    SideFile,
    SideMessage,
    SideParticipant,
)
from maru.support.sideconversations.telling import tell
from maru.support.tickets.choices import DONE, Status
from maru.support.tickets.files import NewFile
from maru.support.tickets.models import Ticket


class SideCollision(Refusal):
    """Something was said in it that the writer has not seen (D8)."""

    def __init__(self) -> None:
        words = _("Something new was said here. Read it, then send again.")
        super().__init__(409, "newer_messages", words)


def start(
    ticket: Ticket,
    invited: Sequence[Invited],
    subject: str,
    said: str | Written,
    *,
    by: Member,
    files: Iterable[NewFile] = (),
    holds_ticket: bool = False,
    wait: timedelta = timedelta(0),
) -> SideConversation:
    """Ask ``invited`` something beside ``ticket``; conversation, message, mails and events
    together.

    ``holds_ticket``: it waits on hold until they answer. The mails leave after ``wait``.
    Raises PermissionDenied, Merged or Unreachable; then nothing is written.
    """
    must_be_allowed(invited, by)
    with transaction.atomic():
        held = Ticket.objects.select_for_update(no_key=True, of=("self",))
        ticket.merged_into_id = held.values_list("merged_into_id", flat=True).get(pk=ticket.pk)
        ticket.must_stand()
        conversation = SideConversation.objects.create(
            ticket=ticket,
            subject=(subject.strip() or ticket.subject)[:500],
            started_by=by,
            holds_ticket=holds_ticket and ticket.status not in DONE,
        )
        SideParticipant.objects.bulk_create(
            SideParticipant(conversation=conversation, **one.fields) for one in invited
        )
        event = Event.record(
            "ticket.side_started", ticket, by=by,
            after={**conversation.told, "whom": [SideParticipant(**one.fields).short
                                                 for one in invited]},
        )  # fmt: skip
        write(conversation, said, by=by, files=files, wait=wait, because=event)
        if conversation.holds_ticket and by.can(Power.CHANGE):
            ticket.set_status(Status.ON_HOLD, by=by, because=event)
    return conversation


def write(
    conversation: SideConversation,
    said: str | Written,
    *,
    by: Member,
    files: Iterable[NewFile] = (),
    seen: int | None = None,
    wait: timedelta = timedelta(0),
    because: Event | None = None,
) -> SideMessage:
    """Say something to all who take part: by mail to those outside, if the role writes to people
    outside at all, and to members as each wants to be told.

    ``seen`` is the id of the newest message the writer saw; None skips that check. A conversation
    that was done is open again. Raises SideCollision, Unreachable or PermissionDenied.
    """
    if not by.can(Power.NOTE):
        raise PermissionDenied
    files, said = list(files), Written.of(said)
    with transaction.atomic():
        conversation.hold()
        newest = conversation.newest
        if seen is not None and newest and newest.pk > seen:
            raise SideCollision
        outside = list(conversation.participants.outside()) if by.can(Power.REPLY) else []
        if outside:
            said = said.signed(by.signature or conversation.ticket.brand.signature)
        message = SideMessage.objects.create(
            conversation=conversation, member=by, from_name=str(by),
            text=said.text, html=said.html,
        )  # fmt: skip
        SideFile.keep(message, files)
        if outside:
            outgoing, channel = compose(message, outside, files)
            message.to = [[party.name, party.address] for party in outgoing.to]
            message.message_id = outgoing.message_id
            message.delivery = Delivery.queue(outgoing, channel, wait=wait)
            message.save(update_fields=["to", "message_id", "delivery"])
        event = Event.record(
            "ticket.side_written", conversation.ticket, by=by,
            after={**conversation.told, "message": message.pk}, because=because,
        )  # fmt: skip
        conversation.reopen(by=by, because=event)
        note_said(conversation, is_ours=not is_asked(conversation, by))
        tell(message, event, wait=wait)
    return message


def is_asked(conversation: SideConversation, member: Member) -> bool:
    """Return whether ``member`` is one of those whose answer is waited for."""
    is_in = SideParticipant.objects.of(member).filter(conversation=conversation).exists()
    return is_in and conversation.started_by_id != member.pk


def note_said(conversation: SideConversation, *, is_ours: bool) -> None:
    """Remember whose the last word is; the ticket is where the agents look once more."""
    now = timezone.now()
    conversation.awaits_answer, conversation.last_at = is_ours, now
    conversation.save(update_fields=["awaits_answer", "last_at"])
    Ticket.objects.filter(pk=conversation.ticket_id).update(updated_at=now)


def give_back_ticket(conversation: SideConversation, *, because: Event) -> None:
    """Let the ticket come back that was put on hold until the answer that is here now."""
    ticket = conversation.ticket
    if not conversation.holds_ticket:
        return
    conversation.holds_ticket = False
    conversation.save(update_fields=["holds_ticket"])
    ticket.refresh_from_db(fields=["status"])
    if ticket.status == Status.ON_HOLD:
        ticket.set_status(Status.OPEN, by=None, because=because)
