"""At the end of a shift whoever hands over is away from then on, unless they take it back."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.personal.availability import Availability
from maru.support.handovers.models import Handover


def leave(handover: Handover, because: Event) -> None:
    """Mark its giver as away until they say otherwise, and keep what they were."""
    by = handover.by
    back_at = by.back_at.isoformat() if by.back_at else None
    before = {"availability": by.availability, "back_at": back_at}
    if by.become(Availability.AWAY, by=by, because=because):
        handover.presence_before = before
        handover.save(update_fields=["presence_before"])


def come_back(handover: Handover, because: Event) -> None:
    """Let its giver be what they were before, unless they said something else since."""
    by, before = handover.by, handover.presence_before
    newest = Event.of(by).filter(verb="member.availability").order_by("pk").last()
    if not before or newest is None or newest.cause_id != handover.event_id:
        return
    back_at = datetime.fromisoformat(before["back_at"]) if before["back_at"] else None
    if back_at and back_at <= timezone.now():
        before = {"availability": Availability.AVAILABLE}
    by.become(before["availability"], by=by, back_at=back_at, because=because)
