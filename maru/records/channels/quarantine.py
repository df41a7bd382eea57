"""What a person does about an envelope that was set aside."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from maru.kit.jobs import bell
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Envelope
from maru.records.channels.unconfirmed import EXPIRED, UNPROVED
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

ASIDE = [EnvelopeState.QUARANTINED, EnvelopeState.UNCONFIRMED]


def power_over(envelope: Envelope) -> Power:
    """Return what one needs to decide about it: any agent knows a customer's words."""
    is_readable = envelope.state == EnvelopeState.UNCONFIRMED or envelope.reason in UNPROVED
    return Power.CHANGE if is_readable else Power.RESCUE


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
    Returns False if it is not set aside (any more).
    """
    return _move(envelope, ASIDE, EnvelopeState.DISCARDED, by, reason)


def restore(envelope: Envelope, *, by: Member) -> bool:
    """Put a discarded envelope back where it lay; return False if it is not discarded, or if
    its time to be confirmed is over: then only ``confirm`` lets it in."""
    if envelope.reason == EXPIRED:
        return False
    lay = EnvelopeState.UNCONFIRMED if envelope.reason in UNPROVED else EnvelopeState.QUARANTINED
    return _move(envelope, [EnvelopeState.DISCARDED], lay, by, "")


def why_discarded(envelope: Envelope) -> Event | None:
    """Return the event of the last discarding: who, when, and the reason in ``after``."""
    return Event.of(envelope).filter(verb="envelope.discarded").last()


def _move(envelope: Envelope, from_: Sequence[str], to: str, by: Member, reason: str) -> bool:
    with transaction.atomic():
        changed = Envelope.objects.filter(pk=envelope.pk, state__in=from_).update(state=to)
        if changed:
            verb = "discarded" if to == EnvelopeState.DISCARDED else "restored"
            Event.record(
                f"envelope.{verb}", envelope, by=by, before=envelope.state, after=reason or None
            )
    return bool(changed)
