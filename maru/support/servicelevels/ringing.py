"""Promises that are about to be broken, or are, are told once."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from maru.kit.database.leases import claim, given_back, went_away
from maru.kit.jobs import sweep
from maru.staff.journal.models import Event
from maru.support.servicelevels.models import Clock
from maru.support.servicelevels.telling import whom
from maru.support.servicelevels.winding import hold, wind
from maru.support.tickets.choices import Direction
from maru.support.tickets.models import Message, Ticket

log = logging.getLogger(__name__)

TOGETHER = 50
LEASE = timedelta(minutes=1)


@sweep("servicelevels.due", every=5)
def ring_due() -> int:
    """Tell one batch of those whose time has come; return how many were looked at."""
    claimed = claim(Clock.objects.awaited(), limit=TOGETHER, lease=LEASE)
    with given_back(claimed):
        for clock in claimed:
            _ring_or_leave(clock)
    return len(claimed)


def _ring_or_leave(claimed: Clock) -> None:
    """What fails by itself holds up no other, and comes again when its lease is over."""
    try:
        _ring(claimed)
    except Exception as error:
        if went_away(error):
            raise
        log.exception("Clock %s could not be told", claimed.pk)


def _ring(claimed: Clock) -> None:
    """Tell it, unless something happened since it was worked out: what is told and that it was
    told is one transaction, so who dies in between has told nothing."""
    with transaction.atomic():
        [ticket] = hold([claimed.ticket_id])
        for clock in wind([ticket]):
            if clock.target == claimed.target:
                _tell(clock, ticket, timezone.now())


def _tell(clock: Clock, ticket: Ticket, now: datetime) -> None:
    promised = clock.promised_at
    said = clock.tell(now)
    if not said or promised is None:
        return
    Event.record(
        f"clock.{said}",
        ticket,
        after={
            "clock": clock.pk,
            "target": clock.target,
            "level": clock.level_id,
            "name": clock.level.name if clock.level else "",
            "promised_at": promised.isoformat(),
            "members": whom(clock.level, ticket),
        },
        because=_cause(clock),
    )


def _cause(clock: Clock) -> Event | None:
    """Return the event from which the promise dates: what the customer wrote, or we did."""
    said = Message.objects.filter(pk=clock.message_id).first() if clock.message_id else None
    if said is None:
        return None
    is_theirs = said.direction == Direction.FROM_CUSTOMER
    verbs = ["ticket.opened", "ticket.received"] if is_theirs else ["ticket.replied"]
    here = Event.objects.filter(
        subject_kind="ticket", subject_id=said.home_id or said.ticket_id, verb__in=verbs
    )
    return here.filter(after__message=said.pk).order_by("pk").first()
