"""What people do with an answer that waits: another time, at once, or back to a draft."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from maru.kit.written import Written
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.models import Draft, Message, ScheduledAnswer
from maru.support.tickets.replying import Collision
from maru.support.tickets.scheduling.leaving import held_row, leave
from maru.support.tickets.scheduling.refused import NotYours
from maru.support.tickets.scheduling.scheduled import ScheduledState
from maru.support.tickets.scheduling.scheduling import told


def _mine(pk: int, by: Member) -> ScheduledAnswer:
    row = held_row(pk)
    if row.member_id != by.pk:
        raise NotYours
    if not by.can(Power.REPLY):
        raise PermissionDenied
    return row


def reschedule(
    row: ScheduledAnswer, *, by: Member, send_at: datetime | None = None,
    status: str | None = None, said: Written | None = None, seen: int | None = None,
) -> ScheduledAnswer:  # fmt: skip
    """Change when it leaves, with which status (''; none) and what it says; what is None stays.

    One that was held waits again: ``seen`` is the newest that its author saw when they decided
    so, None for whatever there is now. Raises Collision, Gone, NotYours, Merged.
    """
    with transaction.atomic():
        row = _mine(row.pk, by)
        before, ticket = told(row), row.ticket
        ticket.must_stand()
        if seen is not None and (newer := ticket.newer_than(seen)):
            raise Collision(newer)
        if send_at is not None:
            row.send_at = send_at
        if status is not None:
            row.then, row.is_then_chosen = status, True
        if said is not None:
            row.text, row.html = said.text, said.html
        row.state, row.because, row.seen = ScheduledState.WAITING, "", ticket.to_be_seen
        row.save()
        Event.record("ticket.answer_rescheduled", ticket, by=by, before=before, after=told(row))
    return row


def send_at_once(row: ScheduledAnswer, *, by: Member, seen: int | None = None) -> Message:
    """Have it leave now, whatever held it: its author says so.

    ``seen`` is the newest that they saw, None skips that check. Raises Gone, NotYours and what
    ``reply`` raises.
    """
    with transaction.atomic():
        row = _mine(row.pk, by)
        return leave(row, seen=seen, is_checked=seen is not None)


def take_to_draft(row: ScheduledAnswer, *, by: Member) -> Draft:
    """Make it a draft of ``by``: its author's again, or a colleague's who takes it over; before
    what they began to write since. If that is a note, the whole is one. Raises Gone."""
    if not by.can(Power.REPLY):
        raise PermissionDenied
    with transaction.atomic():
        row = held_row(row.pk)
        ticket = row.ticket
        draft, _new = Draft.objects.get_or_create(ticket=ticket, member=by)
        said = row.written.then(draft.written)
        draft.text, draft.html, draft.then = said.text, said.html, row.then or draft.then
        draft.along = row.along or draft.along
        draft.save()
        row.files.update(draft=draft, scheduled=None, member=by)
        others = [] if row.member_id == by.pk or not row.member.is_active else [row.member_id]
        Event.record(
            "ticket.answer_unscheduled", ticket, by=by,
            before={**told(row), "members": others},
        )  # fmt: skip
        row.delete()
    return draft
