"""Sending what waits: at most once where it can be known, never silent where it cannot (D6)."""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connection, models, transaction
from django.utils import timezone

from maru.kit.database.leases import AT_ONCE, claim, given_back, is_due, went_away
from maru.kit.jobs import bell, sweep
from maru.kit.text.storable import storable
from maru.records.channels import own_errors
from maru.records.channels.connectors import Refused, TryLater, Undecided, connector_for
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.metrics import tell_delivery
from maru.records.channels.models import Delivery
from maru.records.viruses.holding import held_among
from maru.records.viruses.scan import ScanState
from maru.staff.journal.models import Event
from maru.staff.members.models import Member

log = logging.getLogger(__name__)

TOGETHER = 16  # sent side by side
IMPATIENCE = 5.0  # seconds until a slow relay no longer holds up the next batch
LONGEST = 2000  # characters of what a relay said
LEASE = timedelta(minutes=10)
PERSISTENCE = 480.0  # seconds to try to write down an outcome; shorter than the lease
WAITS_FOR_SCANNER = 2  # pauses
PAUSES = [timedelta(minutes=m) for m in (1, 3, 10, 30, 60, 120, 240, 480, 720, 1440)]  # two days

_senders = ThreadPoolExecutor(TOGETHER, thread_name_prefix="dispatch")
_under_way: set[Future[None]] = set()


@sweep("channels.deliveries", every=3)
def send_waiting() -> int:
    """Send one batch of waiting deliveries; return how many were looked at.

    Waits for them, but not for a relay that takes long: what it holds up goes
    on by itself, and the next batch is smaller by that.
    """
    settle_abandoned()
    _under_way.difference_update([future for future in _under_way if future.done()])
    deliveries = claim(
        Delivery.objects.filter(state=DeliveryState.QUEUED),
        limit=max(0, TOGETHER - len(_under_way)),  # several may ask at once
        lease=LEASE,
        state=DeliveryState.SENDING,
        is_untouched=False,
    )
    with given_back(deliveries):
        models.prefetch_related_objects(deliveries, "channel__brand")
    started = {_senders.submit(_send_and_close, delivery) for delivery in deliveries}
    _under_way.update(wait(started, timeout=IMPATIENCE).not_done)
    return len(deliveries)


def settle_abandoned() -> None:
    """Settle what a dead worker left: before the hand-over it goes again, after it is unknown."""
    abandoned = Delivery.objects.filter(state=DeliveryState.SENDING).filter(is_due())
    for delivery in abandoned:
        if delivery.handed_over_at:
            _settle(delivery, DeliveryState.UNKNOWN, error=own_errors.ENDED_WHILE)
        else:
            _put_off(delivery, own_errors.ENDED_BEFORE, pause=timedelta(0))


def _send_and_close(delivery: Delivery) -> None:
    try:
        with given_back([delivery]):
            send(delivery)
    except Exception:
        log.exception("Delivery %s could not be sent", delivery.pk)
    finally:
        connection.close()  # this thread's own


def send(delivery: Delivery) -> None:
    """Send one claimed delivery and write down what became of it."""
    is_handed_over = False
    began = time.monotonic()

    def hand_over() -> None:
        nonlocal is_handed_over
        mine = Delivery.objects.filter(delivery.is_mine(), state=DeliveryState.SENDING)
        now = timezone.now()
        if not mine.update(handed_over_at=now, lease_until=now + LEASE):
            raise TryLater("the lease ran out before the hand-over")
        is_handed_over = True

    kind = delivery.channel.kind if delivery.channel else "email"
    try:
        _ask_scanner(delivery)
        receipt = connector_for(kind).send(delivery.content, delivery.channel, hand_over)
    except TryLater as why:
        _put_off(delivery, str(why))
    except Refused as why:
        _settle(delivery, DeliveryState.FAILED, error=str(why))
    except Undecided as why:
        _settle(delivery, DeliveryState.UNKNOWN, error=str(why))
    except Exception as error:
        log.exception("Delivery %s could not be sent", delivery.pk)
        words = f"{type(error).__name__}: {error}"
        if is_handed_over:
            _settle(delivery, DeliveryState.UNKNOWN, error=words)
        else:
            _put_off(delivery, words)
    else:
        refused = "; ".join(f"{a}: {why}" for a, why in (receipt.refused or {}).items())
        _settle(delivery, DeliveryState.SENT, via=receipt.via, error=refused)
    outcome = "put_off" if delivery.state == DeliveryState.SENDING else delivery.state
    tell_delivery(delivery, outcome, time.monotonic() - began)


def _ask_scanner(delivery: Delivery) -> None:
    """Raise Refused for a file with a virus, TryLater for one that is not checked yet.

    After two pauses, some four minutes, it goes as it is: no answer waits for a scanner without
    end.
    """
    for held in held_among(file.sha256 for file in delivery.content.files):
        if held.state == ScanState.INFECTED:
            raise Refused(own_errors.carries(held.virus))
        if held.state == ScanState.WAITING and delivery.attempts <= WAITS_FOR_SCANNER:
            raise TryLater(own_errors.UNCHECKED)


def _put_off(delivery: Delivery, why: str, *, pause: timedelta | None = None) -> None:
    if delivery.attempts > len(PAUSES):
        _settle(delivery, DeliveryState.FAILED, error=why)
        return
    pause = PAUSES[delivery.attempts - 1] if pause is None else pause
    Delivery.objects.filter(delivery.is_mine(), state=DeliveryState.SENDING).update(
        state=DeliveryState.QUEUED,
        due_at=timezone.now() + pause,
        lease_until=None,
        handed_over_at=None,
        error=storable(why, LONGEST),
    )


def _settle(delivery: Delivery, state: str, *, via: str = "", error: str = "") -> None:
    """Write down what became of it; while database or disk are away, try on (D9, D10).

    Nobody else knows what the relay said. A lease that runs out meanwhile ends it as unknown.
    """
    until = time.monotonic() + PERSISTENCE
    while True:
        try:
            _write_down(delivery, state, via, error)
            return
        except DatabaseError as refused:
            if not went_away(refused) or time.monotonic() > until:
                raise
            close_old_connections()
            time.sleep(1)


def _write_down(delivery: Delivery, state: str, via: str, error: str) -> None:
    error = storable(error, LONGEST)
    with transaction.atomic():
        changed = Delivery.objects.filter(delivery.is_mine(), state=DeliveryState.SENDING).update(
            state=state,
            via=via[:255],
            error=error,
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
            is_untouched=False,  # a first copy may be with the customer
            due_at=AT_ONCE,
            handed_over_at=None,
            error="",
        )
        if changed:
            Event.record("delivery.repeated", delivery, by=by, before=delivery.state)
            bell.ring("channels.deliveries")
    return bool(changed)


def confirm_sent(delivery: Delivery, *, via: str) -> bool:
    """Say that an unsure delivery was taken after all; False if it is not unsure."""
    with transaction.atomic():
        unsure = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.UNKNOWN)
        changed = unsure.update(
            state=DeliveryState.SENT, via=via[:255], error="", sent_at=timezone.now()
        )
        if changed:
            before, after = DeliveryState.UNKNOWN.value, {"via": via}
            Event.record("delivery.sent", delivery, before=before, after=after)
    return bool(changed)
