from __future__ import annotations

from django.utils import timezone

from maru.kit.jobs import sweep
from maru.support.tickets.models import Ticket

BATCH = 100


@sweep("tickets.waking", every=10)
def wake_due() -> int:
    """Bring back the tickets whose time has come: of two workers one wakes each."""
    due = Ticket.objects.filter(is_snoozed=True, snoozed_until__lte=timezone.now())
    tickets = list(due.order_by("snoozed_until")[:BATCH])
    for ticket in tickets:
        ticket.wake(by=None)
    return len(tickets)
