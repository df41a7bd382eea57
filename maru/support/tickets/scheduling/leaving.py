"""Its time has come: the answer becomes a Message, once, or is held for a person."""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from maru.kit.jobs import sweep
from maru.kit.refusing.refusal import Refusal
from maru.kit.text.placeholders import UnknownPlaceholder
from maru.staff.journal.models import Event
from maru.staff.members.roles import Power
from maru.support.tickets.along import along_kept
from maru.support.tickets.composing import Unreachable, left_empty
from maru.support.tickets.filling import Unfilled
from maru.support.tickets.merging.refused import Merged
from maru.support.tickets.models import Message, ScheduledAnswer, Ticket
from maru.support.tickets.replying import Collision
from maru.support.tickets.scheduling.refused import Gone
from maru.support.tickets.scheduling.scheduled import Because

BATCH = 100
log = logging.getLogger(__name__)


@sweep("tickets.scheduled", every=5)
def send_due() -> int:
    """Send the answers whose time has come: of two workers one sends each."""
    due = ScheduledAnswer.objects.waiting().filter(send_at__lte=timezone.now())
    keys = list(due.order_by("send_at", "pk").values_list("pk", flat=True)[:BATCH])
    for pk in keys:
        _send(pk)
    return len(keys)


def held_row(pk: int) -> ScheduledAnswer:
    """Return it as it is, held until the transaction ends, and its ticket before it: as whoever
    writes in the ticket does (D8). Raises Gone."""
    rows = ScheduledAnswer.objects.filter(pk=pk)
    while True:
        number = rows.values_list("ticket_id", flat=True).first()
        if number is None:
            raise Gone
        Ticket.objects.filter(pk=number).hold()
        row = rows.select_for_update(no_key=True, of=("self",)).first()
        if row is None:
            raise Gone
        if row.ticket_id == number:  # else it was merged meanwhile
            return row


def _send(pk: int) -> None:
    with transaction.atomic():
        try:
            row = held_row(pk)
        except Gone:
            return
        # As it is now: somebody may have put it off, or held it.
        if row.is_held or row.send_at > timezone.now():
            return
        because = _why_not(row) or _try(row)
        if because:
            row.hold(because)


def _why_not(row: ScheduledAnswer) -> str:
    """Return what forbids sending it by itself, which ``reply`` would not look at."""
    member, ticket = row.member, row.ticket
    seen = Ticket.objects.visible_to(member).filter(pk=ticket.pk)
    if not (member.can(Power.REPLY) and seen.exists()):
        return Because.LEFT
    if ticket.is_spam:
        return Because.SPAM
    try:
        has_gaps = bool(left_empty(row.written, ticket, member))
    except UnknownPlaceholder:
        return Because.GAPS
    return Because.GAPS if has_gaps and not row.has_gaps else ""


def _try(row: ScheduledAnswer) -> str:
    """Send it, or return why it is held: nothing of it is done then."""
    try:
        with transaction.atomic():
            leave(row, seen=row.seen)
    except Collision:
        return Because.NEWER
    except Merged:
        return Because.MERGED
    except Unfilled:
        return Because.FIELDS
    except Unreachable:
        return Because.UNREACHABLE
    except PermissionDenied:
        return Because.LEFT
    except Refusal:
        return Because.REFUSED
    except DatabaseError:
        raise  # it is away: the next look tries again
    except Exception:
        log.exception("A scheduled answer could not be sent")
        return Because.FAILED
    return ""


def leave(row: ScheduledAnswer, *, seen: int | None, is_checked: bool = True) -> Message:
    """Make it a message that leaves at once; the row goes with the same transaction, in which
    its ticket is held. ``seen`` as in ``reply``. Raises what that raises."""
    ticket, member, pk = row.ticket, row.member, row.pk
    # Pages that show it as scheduled hear of it.
    left = Event.record("ticket.answer_left", ticket, by=member, after={"scheduled": pk})
    extra = along_kept(ticket, member, row.along)
    files = row.take_files()
    row.delete()
    cause = extra.begin(is_answer=True)
    status = row.then if row.is_then_chosen else extra.status or row.then
    return ticket.reply(
        row.written, by=member, seen=seen if is_checked else None, status=status or None,
        files=files, because=cause or left,
    )  # fmt: skip
