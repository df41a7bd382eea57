"""What nobody confirmed are a stranger's words: kept for a while, then gone."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maru.extensions.webform.linked_address import LinkedAddress
from maru.extensions.webform.models import Submission
from maru.kit.jobs import sweep
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Envelope
from maru.records.channels.unconfirmed import UNPROVED
from maru.staff.journal.models import Event

TOGETHER = 200
REMEMBERED = timedelta(days=2)  # an address counts for a day; clocks differ


@sweep("webform.erasure", every=60)
def erase_old() -> int:
    """Erase what was discarded and has outlived its time; return how many.

    Their files go with the next sweep for blobs that no row names, within a day.
    """
    LinkedAddress.objects.filter(last_at__lt=timezone.now() - REMEMBERED).delete()
    old = Submission.objects.outlived().order_by("expires_at")
    return sum(map(_erase, old.values_list("envelope_id", flat=True)[:TOGETHER]))


def _erase(envelope_id: int) -> bool:
    """Remove the row and what hangs on it; the events stay, without a word of it."""
    discarded = Envelope.objects.filter(state=EnvelopeState.DISCARDED, reason__in=UNPROVED)
    with transaction.atomic():
        # A colleague may be letting it in just now: whoever has the row first is right.
        envelope = discarded.select_for_update().filter(pk=envelope_id).first()
        if envelope is None:
            return False
        Event.record("envelope.erased", envelope)
        envelope.delete()
    return True
