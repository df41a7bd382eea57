"""After a restore: what waited then may have gone out since, and must not go twice in silence."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from maru.records.channels import own_errors
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Delivery, Envelope
from maru.staff.journal.models import Event

BATCH = 1_000


def doubt_unsent(made_at: datetime) -> int:
    """Make ``unknown`` what the backup of ``made_at`` has as waiting or being sent.

    Between the backup and now it may have been sent; only a person, who can ask
    the customer, decides to send it again (Mailbox). Mail that came in and was
    not opened is opened anew. Returns how many deliveries are in doubt.
    """
    Envelope.objects.filter(state=EnvelopeState.RECEIVED).update(lease_until=None)
    unsent = Delivery.objects.filter(state__in=[DeliveryState.QUEUED, DeliveryState.SENDING])
    why = own_errors.restored(f"{made_at:%Y-%m-%d %H:%M}")
    done = 0
    while True:
        with transaction.atomic():
            batch = list(unsent.order_by("pk")[:BATCH])
            if not batch:
                return done
            Delivery.objects.filter(pk__in=[delivery.pk for delivery in batch]).update(
                state=DeliveryState.UNKNOWN, error=why, lease_until=None
            )
            after = {"error": why, "via": ""}
            Event.record_all(
                [
                    Event.about("delivery.unknown", delivery, before=delivery.state, after=after)
                    for delivery in batch
                ]
            )
        done += len(batch)
