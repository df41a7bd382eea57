"""Opening what came in: claim, read within limits, receive, commit; or quarantine, never lose."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta
from functools import cache

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from maru.kit.database.leases import claims, given_back, went_away
from maru.kit.jobs import sweep
from maru.kit.text.storable import storable
from maru.records.channels.connectors import Unreadable, connector_for
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.incoming import Incoming
from maru.records.channels.metrics import tell_envelope
from maru.records.channels.models import Envelope
from maru.records.channels.reception import Arrival, receive

log = logging.getLogger(__name__)

TOGETHER = 40  # envelopes in one transaction
CLAIMED = 3 * TOGETHER  # while the first are received, the readers have the next ones to read
READERS = min(4, os.cpu_count() or 1)
IMPATIENCE = 0.5  # seconds until what has been read no longer waits for the rest
LONGEST = 2000  # characters of why it could not be opened
LEASE = timedelta(minutes=45)  # CLAIMED of the slowest mails still fit; a death frees it at once
PAUSES = [timedelta(seconds=s) for s in (2, 15, 60, 300)]  # then quarantine

Reading = dict[Future[Incoming], Envelope]


class Taken(Exception):
    """The lease ran out, and another worker has the envelope or had it."""


@sweep("channels.envelopes", every=3)
def open_waiting() -> int:
    """Open one batch of waiting envelopes, then one suspect; return how many were looked at."""
    waiting = Envelope.objects.filter(state=EnvelopeState.RECEIVED)
    return sum(_open(claimed) for claimed in claims(waiting, limit=CLAIMED, lease=LEASE))


def _open(claimed: list[Envelope]) -> int:
    with given_back(claimed):
        envelopes = _but_the_hopeless(claimed)
        models.prefetch_related_objects(envelopes, "channel__brand")
        # Reading happens outside any transaction: it may take seconds.
        reading = {_readers().submit(_read, envelope): envelope for envelope in envelopes}
        for ready in _as_they_come(reading):
            if arrivals := _arrivals(ready):
                _receive_all(arrivals)
    return len(claimed)


def _but_the_hopeless(claimed: list[Envelope]) -> list[Envelope]:
    """Set aside what had a last try and did not end; return the rest."""
    hopeless = [envelope for envelope in claimed if envelope.attempts > len(PAUSES) + 1]
    for envelope in hopeless:
        quarantine(envelope, "failed", f"claimed {envelope.attempts} times and never finished")
    return [envelope for envelope in claimed if envelope not in hopeless]


@cache
def _readers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(READERS, thread_name_prefix="intake")


def _read(envelope: Envelope) -> Incoming:
    return connector_for(envelope.channel.kind).open(envelope)


def _as_they_come(reading: Reading) -> Iterator[Reading]:
    """Yield up to TOGETHER at a time, in order; a slow one does not hold up the rest (D4)."""
    while reading:
        wait(list(reading)[:TOGETHER], timeout=IMPATIENCE)
        done = [future for future in reading if future.done()][:TOGETHER]
        yield {future: reading.pop(future) for future in done}


def _arrivals(ready: Reading) -> list[Arrival]:
    arrivals = []
    for future, envelope in ready.items():
        try:
            arrivals.append(Arrival(envelope, future.result()))
        except Unreadable as why:
            quarantine(envelope, why.reason, why.detail)
        except Exception as error:
            log.exception("Envelope %s could not be read", envelope.pk)
            _put_off(envelope, error)
    return arrivals


def _receive_all(arrivals: list[Arrival]) -> None:
    """Receive all in one commit; if that fails, each in its own, so that one spoils no other."""
    try:
        with transaction.atomic():
            _mark_opened([arrival.envelope for arrival in arrivals])
            receive(arrivals)
        for arrival in arrivals:
            tell_envelope(arrival.envelope, EnvelopeState.OPENED)
    except Exception as error:
        if len(arrivals) > 1:
            for arrival in arrivals:
                _receive_all([arrival])
        elif not isinstance(error, Taken):
            envelope = arrivals[0].envelope
            log.exception("Envelope %s could not be received", envelope.pk)
            _put_off(envelope, error)


def _mark_opened(envelopes: list[Envelope]) -> None:
    mine = models.Q(
        pk__in=[envelope.pk for envelope in envelopes],
        lease_owner=envelopes[0].lease_owner,  # they come of one claim
    )
    opened = Envelope.objects.filter(mine, state=EnvelopeState.RECEIVED).update(
        state=EnvelopeState.OPENED, opened_at=timezone.now(), lease_until=None, reason="", detail=""
    )
    if opened < len(envelopes):
        raise Taken


def _put_off(envelope: Envelope, error: Exception) -> None:
    why = storable(f"{type(error).__name__}: {error}", LONGEST)
    if went_away(error):
        # The database went away or a disk is full: that is no try of this mail (D9, D10).
        Envelope.objects.filter(envelope.is_mine()).update(
            attempts=F("attempts") - 1, due_at=timezone.now() + PAUSES[0], lease_until=None
        )
        return
    if envelope.attempts > len(PAUSES):
        quarantine(envelope, "failed", why)
        return
    Envelope.objects.filter(envelope.is_mine()).update(
        due_at=timezone.now() + PAUSES[envelope.attempts - 1], lease_until=None, detail=why
    )


def quarantine(envelope: Envelope, reason: str, detail: str = "") -> None:
    """Set the envelope aside, visible, with its reason; its bytes stay."""
    mine = Envelope.objects.filter(envelope.is_mine(), state=EnvelopeState.RECEIVED)
    if mine.update(
        state=EnvelopeState.QUARANTINED,
        reason=reason,
        detail=storable(detail, LONGEST),
        lease_until=None,
    ):
        tell_envelope(envelope, EnvelopeState.QUARANTINED, reason)
