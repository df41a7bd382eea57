"""What was sent by mistake: its author takes it back before any of it has left (0310)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.notifications.models import Notification
from maru.support.sideconversations.models import SideConversation, SideDraft, SideMessage
from maru.support.tickets.choices import Status
from maru.support.tickets.models import PendingFile
from maru.support.tickets.taking_back import TooLate


def take_back(message: SideMessage, *, by: Member) -> SideDraft:
    """Make ``message``, of ``by`` and not left yet, their draft again; return it.

    A conversation that it began is gone with it, and the ticket as it was. Raises TooLate once a
    worker has claimed one of its mails, and PermissionDenied for anybody but its author.
    """
    if message.member_id != by.pk or message.held_until is None:
        if message.member_id != by.pk:
            raise PermissionDenied
        raise TooLate
    with transaction.atomic():
        side = message.conversation
        side.hold()
        deliveries = message.deliveries
        # Conditional UPDATEs: either these or a worker's claim find them untouched.
        if not all(delivery.withdraw() for delivery in deliveries):
            raise TooLate
        is_first = not side.messages.filter(pk__lt=message.pk).exists()
        is_alone = is_first and not side.messages.exclude(pk=message.pk).exists()
        draft = _draft(message, is_alone, by)
        # The pictures within and the files wait for the draft; whoever sends has chosen the rest.
        PendingFile.objects.bulk_create(_pending(message, by), ignore_conflicts=True)
        sent = Event.of(side.ticket).filter(
            verb="ticket.side_written", after__message=message.pk
        ).last()  # fmt: skip
        if sent:
            Notification.objects.filter(event=sent).delete()
        event = Event.record(
            "ticket.side_taken_back", side.ticket, by=by, before=side.told, because=sent
        )
        message.letters.all().delete()
        message.delete()
        for delivery in deliveries:
            delivery.delete()
        if is_alone:
            _undo_start(side, by, event)
        else:
            _last_word_of(side)
    return draft


def _draft(message: SideMessage, is_alone: bool, by: Member) -> SideDraft:
    side, said = message.conversation, message.written.unsigned()
    where: dict[str, Any]
    kept: dict[str, Any]
    if is_alone:
        to = ", ".join(_typed(each) for each in side.participants.select_related("member", "team"))
        where = {"member": by, "ticket": side.ticket, "conversation": None}
        kept = {"to": to, "subject": side.subject}
    else:
        where = {"member": by, "conversation": side}
        kept = {"ticket": side.ticket}
    begun = SideDraft.objects.filter(**where).first()
    if begun:
        said = said.then(begun.written)
    draft, _new = SideDraft.objects.update_or_create(
        **where, defaults={**kept, "text": said.text, "html": said.html}
    )
    return draft


def _typed(participant: object) -> str:
    member = getattr(participant, "member", None)
    return member.email if member else str(participant)


def _pending(message: SideMessage, by: Member) -> list[PendingFile]:
    return [
        PendingFile(
            key=file.content_id, member=by, name=file.name, content_type=file.content_type,
            size=file.size, sha256=file.sha256, is_inline=True,
        )
        for file in message.files.all()
        if file.content_id
    ]  # fmt: skip


def _undo_start(side: SideConversation, by: Member, because: Event) -> None:
    ticket, was_held = side.ticket, side.holds_ticket
    started = Event.of(ticket).filter(verb="ticket.side_started", after__side=side.pk).last()
    side.delete()
    if not was_held or started is None:
        return
    held = started.effects.filter(verb="ticket.status").last()
    ticket.refresh_from_db(fields=["status"])
    if held and ticket.status == Status.ON_HOLD:
        ticket.set_status(str(held.before), by=by, because=because)


def _last_word_of(side: SideConversation) -> None:
    newest = side.newest
    if newest is None:
        return
    from maru.support.sideconversations.writing import is_asked

    side.awaits_answer = bool(newest.member and not is_asked(side, newest.member))
    side.last_at = newest.created_at
    side.save(update_fields=["awaits_answer", "last_at"])
