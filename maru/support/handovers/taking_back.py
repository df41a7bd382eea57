"""The tickets come back to whoever handed them over, who is as before; what was said stays said."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.actions.step import Step
from maru.support.handovers.leaving import come_back
from maru.support.handovers.models import Handover
from maru.support.tickets.models import Ticket


def take_back(handover: Handover, *, by: Member) -> dict[int, str] | None:
    """Take the tickets back, each as it was; return number -> code of the reason where one stays,
    None where there is nothing to take back (any more), or for others than its giver."""
    if by.pk != handover.by_id or not handover.may_be_undone:
        return None
    with transaction.atomic():
        row = Handover.objects.filter(pk=handover.pk, undone_at=None)
        if not row.update(undone_at=timezone.now()):
            return None
        handover.refresh_from_db()
        cause = Event.record("handover.undone", handover, by=by, because=handover.event)
        come_back(handover, because=cause)
        return _take_back(handover, by=by, because=cause)


def _take_back(handover: Handover, *, by: Member, because: Event) -> dict[int, str]:
    parts = {part.ticket_id: part for part in handover.parts.all() if part.was}
    seen = Ticket.objects.visible_to(by).filter(pk__in=parts)
    seen.hold()
    tickets = seen.select_related("brand", "team").in_bulk()
    step = Step(handover.changes, by)
    since = _since(handover, list(parts), step)
    stays: dict[int, str] = {}
    for number, part in parts.items():
        ticket = tickets.get(number)
        why = "unseen"
        if ticket is not None:
            why = step.take_back(ticket, part.was, since.get(number, []), because)
        if why:
            stays[number] = why
    return stays


def _since(handover: Handover, numbers: list[int], step: Step) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = {}
    if handover.event_id is None:
        return found
    events = Event.objects.filter(
        subject_kind="ticket", subject_id__in=numbers, pk__gt=handover.event_id,
        verb__in=step.verbs,
    )  # fmt: skip
    for event in events.exclude(cause=handover.event_id).order_by("pk"):
        found.setdefault(event.subject_id, []).append(event)
    return found
