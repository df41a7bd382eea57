"""Opening what came in: claim, read within limits, receive, commit; or quarantine, never lose."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maru.kit.database.leases import claim
from maru.kit.jobs import sweep
from maru.records.channels.connectors import Unreadable, connector_for
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.incoming import Incoming
from maru.records.channels.models import Envelope
from maru.records.channels.reception import receive

log = logging.getLogger(__name__)

TOGETHER = 20  # envelopes in one transaction
LEASE = timedelta(minutes=2)
PAUSES = [timedelta(seconds=s) for s in (2, 15, 60, 300)]  # then quarantine


@sweep("channels.envelopes", every=3)
def open_waiting() -> int:
    """Open one batch of waiting envelopes; return how many were looked at."""
    waiting = Envelope.objects.filter(state=EnvelopeState.RECEIVED).select_related("channel__brand")
    envelopes = claim(waiting, limit=TOGETHER, lease=LEASE)
    # Reading happens outside any transaction: it may take seconds.
    opened = [(e, incoming) for e in envelopes if (incoming := _read(e)) is not None]
    if opened:
        _receive_all(opened)
    return len(envelopes)


def _read(envelope: Envelope) -> Incoming | None:
    try:
        return connector_for(envelope.channel.kind).open(envelope)
    except Unreadable as why:
        quarantine(envelope, why.reason, why.detail)
    except Exception as error:
        log.exception("Envelope %s could not be read", envelope.pk)
        _put_off(envelope, error)
    return None


def _receive_all(opened: list[tuple[Envelope, Incoming]]) -> None:
    """Receive all in one commit; if that fails, each in its own, so that one spoils no other."""
    try:
        with transaction.atomic():
            for envelope, incoming in opened:
                _receive(envelope, incoming)
    except Exception as error:
        if len(opened) > 1:
            for one in opened:
                _receive_all([one])
        else:
            log.exception("Envelope %s could not be received", opened[0][0].pk)
            _put_off(opened[0][0], error)


def _receive(envelope: Envelope, incoming: Incoming) -> None:
    mine = Envelope.objects.filter(envelope.is_mine(), state=EnvelopeState.RECEIVED)
    # The lease may have run out meanwhile: then another worker has it, or had it.
    if mine.update(
        state=EnvelopeState.OPENED, opened_at=timezone.now(), lease_until=None, reason="", detail=""
    ):
        receive(envelope, incoming)


def _put_off(envelope: Envelope, error: Exception) -> None:
    why = f"{type(error).__name__}: {error}"[:2000]
    if envelope.attempts > len(PAUSES):
        quarantine(envelope, "failed", why)
        return
    Envelope.objects.filter(envelope.is_mine()).update(
        due_at=timezone.now() + PAUSES[envelope.attempts - 1], lease_until=None, detail=why
    )


def quarantine(envelope: Envelope, reason: str, detail: str = "") -> None:
    """Set the envelope aside, visible, with its reason; its bytes stay."""
    Envelope.objects.filter(envelope.is_mine(), state=EnvelopeState.RECEIVED).update(
        state=EnvelopeState.QUARANTINED, reason=reason, detail=detail[:2000], lease_until=None
    )
