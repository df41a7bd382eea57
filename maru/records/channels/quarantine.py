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
    """Say that nothing shall become of it; the bytes stay, ``restore`` undoes it.

    ``reason`` stands in the event; why it had been set aside stays in the row.
    Returns False if it is not in quarantine (any more).
    """
    return _move(envelope, EnvelopeState.QUARANTINED, EnvelopeState.DISCARDED, by, reason)


def restore(envelope: Envelope, *, by: Member) -> bool:
    """Put a discarded envelope back into quarantine; return False if it is not discarded."""
    return _move(envelope, EnvelopeState.DISCARDED, EnvelopeState.QUARANTINED, by, "")


def why_discarded(envelope: Envelope) -> Event | None:
    """Return the event of the last discarding: who, when, and the reason in ``after``."""
    return Event.of(envelope).filter(verb="envelope.discarded").last()


def _move(envelope: Envelope, from_: str, to: str, by: Member, reason: str) -> bool:
    with transaction.atomic():
        changed = Envelope.objects.filter(pk=envelope.pk, state=from_).update(state=to)
        if changed:
            verb = "discarded" if to == EnvelopeState.DISCARDED else "restored"
            Event.record(f"envelope.{verb}", envelope, by=by, before=from_, after=reason or None)
    return bool(changed)
