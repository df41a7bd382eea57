"""What came in under an address that nobody has confirmed: nothing becomes of it yet (S4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maru.kit.database.leases import AT_ONCE
from maru.kit.jobs import bell
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.metrics import ENVELOPES, tell_envelope
from maru.records.channels.models import Channel, Envelope
from maru.staff.journal.models import Event
from maru.staff.members.models import Member

WAITING, EXPIRED = UNPROVED = "unconfirmed", "expired"  # reasons of an envelope
PROVED = "proved"  # in its transport: whoever reads the address it names let it in


def keep(sha256: str, size: int, channel: Channel, transport: dict[str, Any]) -> Envelope:
    """Keep what came in, in the caller's transaction; its bytes are a blob already (D1)."""
    ENVELOPES.labels(EnvelopeState.UNCONFIRMED).inc()
    return Envelope.objects.create(
        channel=channel,
        sha256=sha256,
        size=size,
        state=EnvelopeState.UNCONFIRMED,
        reason=WAITING,
        transport=transport,
    )


def confirm(envelope: Envelope, *, by: Member | None = None) -> bool:
    """Let it in, to be opened like any other; return False if it does not wait (any more).

    ``by`` is the colleague who vouches for it, also after it was discarded; None: whoever
    reads the address has opened the link.
    """
    mine = Q(state=EnvelopeState.UNCONFIRMED)
    if by:
        mine |= Q(state=EnvelopeState.DISCARDED, reason__in=UNPROVED)
    now = timezone.now()
    proof = {} if by else {"transport": {**envelope.transport, PROVED: True}}
    with transaction.atomic():
        # From now on it waits: for days it was nobody's fault that it was not opened.
        changed = Envelope.objects.filter(mine, pk=envelope.pk).update(
            state=EnvelopeState.RECEIVED, reason="", detail="", received_at=now, due_at=AT_ONCE,
            attempts=0, lease_until=None, **proof,
        )  # fmt: skip
        if changed:
            Event.record("envelope.confirmed", envelope, by=by, before=envelope.state)
            bell.ring("channels.envelopes")
    return bool(changed)


def expire(envelopes: Iterable[Envelope]) -> int:
    """Discard those whose link has run out; visible, with that reason. Return how many."""
    count = 0
    for envelope in envelopes:
        with transaction.atomic():
            changed = Envelope.objects.filter(
                pk=envelope.pk, state=EnvelopeState.UNCONFIRMED
            ).update(state=EnvelopeState.DISCARDED, reason=EXPIRED)
            if changed:
                Event.record("envelope.discarded", envelope, before=WAITING)
        if changed:
            tell_envelope(envelope, EnvelopeState.DISCARDED, EXPIRED)
            count += 1
    return count
