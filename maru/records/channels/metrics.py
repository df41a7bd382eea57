"""Mail in and out: counted where it happens, and how old the queues are."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from django.utils import timezone
from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric

from maru.kit.metrics.scraping import at_scrape
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Delivery, Envelope

log = logging.getLogger(__name__)

SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300)

ENVELOPES = Counter("maru_envelopes", "Mails by what became of them.", ["outcome"])
DELIVERIES = Counter("maru_deliveries", "Tries to send, by what became of them.", ["outcome"])
INTAKE = Histogram(
    "maru_intake_seconds", "From the acceptance of a mail to its message.", buckets=SECONDS
)
DISPATCH = Histogram("maru_dispatch_seconds", "One try to send.", buckets=SECONDS)


def tell_envelope(envelope: Envelope, outcome: str, reason: str = "") -> None:
    """Count what became of a mail, and leave one line in the log."""
    ENVELOPES.labels(outcome).inc()
    took = max(0.0, (timezone.now() - envelope.received_at).total_seconds())
    if outcome == EnvelopeState.OPENED:
        INTAKE.observe(took)
    _tell("envelope", envelope.pk, outcome, took, reason)


def tell_delivery(delivery: Delivery, outcome: str, seconds: float) -> None:
    """Count what became of one try to send, and leave one line in the log."""
    DELIVERIES.labels(outcome).inc()
    DISPATCH.observe(seconds)
    _tell("delivery", delivery.pk, outcome, seconds)


def _tell(what: str, pk: int, outcome: str, seconds: float, reason: str = "") -> None:
    ms = round(seconds * 1_000)
    facts = {"what": what, "id": pk, "outcome": outcome, "ms": ms}
    log.info(
        "%s %s %s in %s ms%s", what, pk, outcome, ms, f" ({reason})" if reason else "",
        extra=facts | ({"reason": reason} if reason else {}),
    )  # fmt: skip


@at_scrape
def queues() -> Iterator[Metric]:
    """Only what is not done is counted: a row that is, is one of millions."""
    waiting = GaugeMetricFamily(
        "maru_envelopes_by_state", "Mails that are not opened.", labels=["state"]
    )
    for state in (EnvelopeState.RECEIVED, EnvelopeState.QUARANTINED, EnvelopeState.UNCONFIRMED):
        waiting.add_metric([state], Envelope.objects.filter(state=state).count())
    yield waiting
    unsent = [s for s in DeliveryState if s != DeliveryState.SENT]
    counted = dict(
        Delivery.objects.filter(state__in=unsent)
        .order_by().values_list("state").annotate(n=Count("pk"))
    )  # fmt: skip
    rows = GaugeMetricFamily("maru_deliveries_by_state", "Mails not sent.", labels=["state"])
    for each in unsent:
        rows.add_metric([each], counted.get(each.value, 0))
    yield rows
    received = Envelope.objects.filter(state=EnvelopeState.RECEIVED).order_by("received_at")
    queued = Delivery.objects.filter(state=DeliveryState.QUEUED, due_at__lte=timezone.now())
    ages = GaugeMetricFamily(
        "maru_queue_oldest_seconds", "Age of the oldest that waits.", labels=["queue"]
    )
    ages.add_metric(["intake"], _age(received.values_list("received_at", flat=True).first()))
    oldest = queued.order_by("created_at").values_list("created_at", flat=True).first()
    ages.add_metric(["outbox"], _age(oldest))
    yield ages


def _age(at: datetime | None) -> float:
    return (timezone.now() - at).total_seconds() if at else 0.0
