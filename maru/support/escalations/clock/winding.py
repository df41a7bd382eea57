"""The clock of an escalation is worked out from what happened, and kept (0461)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from maru.staff.company.working_time import second
from maru.support.escalations.handing.asking import history_of_side
from maru.support.escalations.models import Escalation
from maru.support.servicelevels.history import History, histories
from maru.support.servicelevels.kept import WORKED_OUT
from maru.support.servicelevels.reckoning import Promise, Wait, standing_of
from maru.support.servicelevels.winding import hours_of
from maru.support.tickets.choices import Status
from maru.support.tickets.models import Ticket


def wind(rows: Sequence[Escalation]) -> None:
    """Work out how these stand, in the transaction that holds their tickets, and keep it.

    Four queries, and three more for each that somebody is asked by.
    """
    now = second(timezone.now())
    loaded = Ticket.objects.select_related("brand__calendar")
    tickets = loaded.in_bulk({row.ticket_id for row in rows})
    told = histories(tickets[row.ticket_id] for row in rows if not row.is_asked)
    for row in rows:
        ticket = tickets[row.ticket_id]
        history = history_of_side(row) if row.is_asked else told[ticket.pk]
        _keep(row, history, ticket, now)
    Escalation.objects.bulk_update([row for row in rows if row.pk], WORKED_OUT)


def _keep(row: Escalation, history: History, ticket: Ticket, now: int) -> None:
    pauses = {Status.PENDING.value} if row.is_asked else set(row.pauses)
    promise = Promise("escalation", row.goal, row.warn, frozenset(pauses))
    wait = Wait(second(row.created_at), second(row.closed_at) if row.closed_at else None)
    standing = standing_of(wait, history, promise, hours_of(ticket.brand.calendar), now)
    row.keep(standing, row.goal)
    if row.is_over:
        row.due_at = None
