"""An answer that was sent by mistake: its author takes it back before it has left."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.behaviour import Behaviour
from maru.support.tickets.choices import DONE, Direction
from maru.support.tickets.message import Message

if TYPE_CHECKING:
    from maru.support.tickets.models import Draft
    from maru.support.tickets.ticket import Ticket


class TooLate(Refusal):
    """The answer has left, or is leaving."""

    def __init__(self) -> None:
        super().__init__(409, "already_sent", _("It was sent already."))


class TakingBack(Behaviour):
    class Meta:
        abstract = True

    def take_back(self, message: Message, *, by: Member) -> Draft:
        """Make ``message``, an answer of ``by`` that has not left, their draft again.

        Its words, files and the status that was chosen go back into the draft, before what they
        began to write since. What it did to the ticket is undone, unless somebody changed that
        again. Nothing of the message stays but the event that tells of it. Raises TooLate once a
        worker has claimed it, and PermissionDenied for anybody but its author.
        """
        from maru.support.tickets.models import Draft, PendingFile

        if message.member_id != by.pk or message.delivery is None:
            raise PermissionDenied
        with transaction.atomic():
            ticket = message.hold_ticket()
            # One conditional UPDATE: either this or a worker's claim finds it untouched.
            if not message.delivery.withdraw():
                raise TooLate
            ticket.refresh_from_db()
            sent = Event.of(ticket).filter(verb="ticket.replied", after__message=message.pk).first()
            then = (sent.after or {}).get("status") if sent else None
            draft = Draft.of_message(message, then=then or "")
            PendingFile.hang_on(draft, (file.as_new for file in message.attachments.all()))
            _remove(message)
            event = Event.record(
                "ticket.taken_back", ticket, by=by, before={"message": message.pk}, because=sent
            )
            _give_back_the_floor(ticket, message.created_at)
            if sent:
                _undo(sent, ticket, by=by, because=event)
        return draft


def _remove(message: Message) -> None:
    delivery = message.delivery
    pk = message.pk
    message.delete()
    message.pk = pk  # for whoever shows what is gone
    if delivery:
        delivery.delete()


def _give_back_the_floor(ticket: Ticket, answered_at: datetime) -> None:
    public = ticket.messages.once().public()
    answers = ticket.messages.filter(direction=Direction.TO_CUSTOMER, automatic="")
    rows = type(ticket).objects.filter(pk=ticket.pk)
    rows.update(last_public_id=public.aggregate(id=Max("id"))["id"] or 0, updated_at=timezone.now())
    next_answer = answers.filter(created_at__gte=answered_at).order_by("id").first()
    rows.filter(first_answered_at=answered_at).update(
        first_answered_at=next_answer.created_at if next_answer else None
    )
    ticket.refresh_from_db()


def _undo(sent: Event, ticket: Ticket, *, by: Member, because: Event) -> None:
    """Undo what followed from the answer and is as it left it."""
    for effect in sent.effects.exclude(pk=because.pk).order_by("-id"):
        if Event.of(ticket).filter(verb=effect.verb).last() != effect:
            continue
        if effect.verb == "ticket.spam":
            ticket.mark_as_spam(by=by, because=because)
        elif effect.verb == "ticket.status":
            ticket.set_status(str(effect.before), by=by, because=because, even_unfilled=True)
            solved_at = (sent.before or {}).get("solved_at")
            if effect.before in DONE and solved_at:
                ticket.solved_at = parse_datetime(solved_at)
                ticket.save(update_fields=["solved_at"])
