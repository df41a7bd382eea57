"""Sending what waits: at most once where it can be known, never silent where it cannot (D6)."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from maru.kit.database.leases import claim, is_due
from maru.kit.jobs import bell, sweep
from maru.records.channels.connectors import Refused, TryLater, Undecided, connector_for
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.models import Delivery
from maru.staff.journal.models import Event
from maru.staff.members.models import Member

log = logging.getLogger(__name__)

TOGETHER = 8  # sent side by side
LEASE = timedelta(minutes=5)
PAUSES = [timedelta(minutes=m) for m in (1, 3, 10, 30, 60, 120, 240, 480, 720, 1440)]  # two days

_senders = ThreadPoolExecutor(TOGETHER, thread_name_prefix="dispatch")


@sweep("channels.deliveries", every=3)
def send_waiting() -> int:
    """Send one batch of waiting deliveries; return how many were looked at."""
    settle_abandoned()
    waiting = Delivery.objects.filter(state=DeliveryState.QUEUED).select_related("channel__brand")
    deliveries = claim(waiting, limit=TOGETHER, lease=LEASE, state=DeliveryState.SENDING)
    for _ in _senders.map(_send_and_close, deliveries):
        pass
    return len(deliveries)


def settle_abandoned() -> None:
    """Settle what a dead worker left: before the hand-over it goes again, after it is unknown."""
    abandoned = Delivery.objects.filter(state=DeliveryState.SENDING).filter(is_due())
    abandoned.filter(handed_over_at=None).update(state=DeliveryState.QUEUED, lease_until=None)
    lost = list(abandoned.exclude(handed_over_at=None))
    for delivery in lost:
        _settle(delivery, DeliveryState.UNKNOWN, error="worker died after handing over")


def _send_and_close(delivery: Delivery) -> None:
    try:
        send(delivery)
    except Exception:
        log.exception("Delivery %s could not be sent", delivery.pk)
    finally:
        connection.close()  # this thread's own


def send(delivery: Delivery) -> None:
    """Send one claimed delivery and write down what became of it."""

    def hand_over() -> None:
        mine = Delivery.objects.filter(delivery.is_mine(), state=DeliveryState.SENDING)
        if not mine.update(handed_over_at=timezone.now()):
            raise TryLater("the lease ran out before the hand-over")

    kind = delivery.channel.kind if delivery.channel else "email"
    try:
        receipt = connector_for(kind).send(delivery.content, delivery.channel, hand_over)
    except TryLater as why:
        _put_off(delivery, str(why))
    except Refused as why:
        _settle(delivery, DeliveryState.FAILED, error=str(why))
    except Undecided as why:
        _settle(delivery, DeliveryState.UNKNOWN, error=str(why))
    else:
        refused = "; ".join(f"{a}: {why}" for a, why in (receipt.refused or {}).items())
        _settle(delivery, DeliveryState.SENT, via=receipt.via, error=refused)


def _put_off(delivery: Delivery, why: str) -> None:
    if delivery.attempts > len(PAUSES):
        _settle(delivery, DeliveryState.FAILED, error=why)
        return
    Delivery.objects.filter(delivery.is_mine()).update(
        state=DeliveryState.QUEUED,
        due_at=timezone.now() + PAUSES[delivery.attempts - 1],
        lease_until=None,
        handed_over_at=None,
        error=why[:2000],
    )


def _settle(delivery: Delivery, state: str, *, via: str = "", error: str = "") -> None:
    with transaction.atomic():
        changed = Delivery.objects.filter(delivery.is_mine(), state=DeliveryState.SENDING).update(
            state=state,
            via=via[:255],
            error=error[:2000],
            lease_until=None,
            sent_at=timezone.now() if state == DeliveryState.SENT else None,
        )
        if changed:
            delivery.state, delivery.via, delivery.error = state, via, error
            Event.record(f"delivery.{state}", delivery, after={"error": error[:500], "via": via})


def send_again(delivery: Delivery, *, by: Member) -> bool:
    """Queue a failed or unsure delivery once more, under its Message-ID; False if it is neither."""
    with transaction.atomic():
        changed = Delivery.objects.filter(
            pk=delivery.pk, state__in=[DeliveryState.FAILED, DeliveryState.UNKNOWN]
        ).update(
            state=DeliveryState.QUEUED,
            attempts=0,
            due_at=timezone.now(),
            handed_over_at=None,
            error="",
        )
        if changed:
            Event.record("delivery.repeated", delivery, by=by, before=delivery.state)
            bell.ring("channels.deliveries")
    return bool(changed)


def mark_bounced(message_ids: Iterable[str], *, is_permanent: bool) -> Delivery | None:
    """Return the delivery that a bounce names, None when it is not ours; mark it if it is final."""
    ids = [m for m in message_ids if m]
    delivery = Delivery.objects.filter(message_id__in=ids).first() if ids else None
    if delivery and is_permanent:
        Delivery.objects.filter(pk=delivery.pk, bounced_at=None).update(bounced_at=timezone.now())
    return delivery
