"""What a person does about an envelope that could not be opened."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from maru.kit.jobs import bell
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Envelope
from maru.staff.journal.models import Event
from maru.staff.members.models import Member


def retry(envelope: Envelope, *, by: Member) -> bool:
    """Open it once more from the raw bytes; return False if it is not set aside (any more)."""
    aside = [EnvelopeState.QUARANTINED, EnvelopeState.DISCARDED]
    with transaction.atomic():
        changed = Envelope.objects.filter(pk=envelope.pk, state__in=aside).update(
            state=EnvelopeState.RECEIVED, attempts=0, due_at=timezone.now(), lease_until=None
        )
        if changed:
            Event.record("envelope.retried", envelope, by=by, before=envelope.reason)
            bell.ring("channels.envelopes")
    return bool(changed)


def discard(envelope: Envelope, reason: str, *, by: Member) -> bool:
    """Say that nothing shall become of it; the bytes stay and ``retry`` undoes it."""
    with transaction.atomic():
        changed = Envelope.objects.filter(pk=envelope.pk, state=EnvelopeState.QUARANTINED).update(
            state=EnvelopeState.DISCARDED, detail=reason[:2000]
        )
        if changed:
            Event.record(
                "envelope.discarded", envelope, by=by, before=envelope.reason, after=reason
            )
    return bool(changed)
