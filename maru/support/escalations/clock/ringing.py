"""What is nearly due, or overdue, is told once."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maru.kit.database.leases import claim, given_back, went_away
from maru.kit.jobs import sweep
from maru.staff.journal.models import Event
from maru.support.escalations.clock.winding import wind
from maru.support.escalations.handing.giving_back import hold_with_side
from maru.support.escalations.models import Escalation
from maru.support.escalations.telling import to_be_told

log = logging.getLogger(__name__)

TOGETHER = 50
LEASE = timedelta(minutes=1)


@sweep("escalations.due", every=5)
def ring_due() -> int:
    """Look at one batch of those whose time has come; return how many that were."""
    claimed = claim(Escalation.objects.awaited(), limit=TOGETHER, lease=LEASE)
    with given_back(claimed):
        for row in claimed:
            _ring_or_leave(row)
    return len(claimed)


def _ring_or_leave(claimed: Escalation) -> None:
    """What fails by itself holds up no other, and comes again when its lease is over."""
    try:
        _ring(claimed)
    except Exception as error:
        if went_away(error):
            raise
        log.exception("Escalation %s could not be told", claimed.pk)


def _ring(claimed: Escalation) -> None:
    """Work it out anew, and tell it if its time has come: what is told and that it was told is
    one transaction."""
    with transaction.atomic():
        hold_with_side(claimed)
        rows = Escalation.objects.open().select_related("level", "ticket", "side")
        row = rows.filter(pk=claimed.pk).first()
        if row is None:
            return
        wind([row])
        if said := row.tell(timezone.now()):
            _tell(row, "overdue" if said == "breached" else "warned")


def _tell(row: Escalation, what: str) -> None:
    after = {**row.told, "members": to_be_told(row, row.ticket)}
    begun = Event.of(row.ticket).filter(
        verb="ticket.escalated", after__escalation=row.pk
    ).first()  # fmt: skip
    Event.record(f"ticket.escalation_{what}", row.ticket, after=after, because=begun)
