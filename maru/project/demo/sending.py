"""What became of the demo's answers: nothing of it ever leaves the machine."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from maru.records.channels.delivery import DeliveryState
from maru.records.channels.models import Delivery
from maru.staff.journal.models import Event

OUTCOMES: dict[str, dict[str, Any]] = {
    "": {"state": DeliveryState.SENT, "via": "mailbox"},
    "failed": {
        "state": DeliveryState.FAILED,
        "error": "550 5.2.2 Mailbox full (liam.obrien@example.com)",
    },
    "unknown": {
        "state": DeliveryState.UNKNOWN,
        "error": "relay.example:587: no answer after the mail was handed over: timed out",
    },
}


def settle(moment: datetime, outcome: str) -> None:
    """Settle what waits to be sent, as if a worker had done it a few seconds after ``moment``."""
    at = moment + timedelta(seconds=4)
    for delivery in Delivery.objects.filter(state=DeliveryState.QUEUED):
        became = OUTCOMES[outcome]
        is_sent = became["state"] == DeliveryState.SENT
        Delivery.objects.filter(pk=delivery.pk).update(
            **became, attempts=1, handed_over_at=at, sent_at=at if is_sent else None
        )
        told = {"error": became.get("error", ""), "via": became.get("via", "")}
        event = Event.record(f"delivery.{became['state']}", delivery, after=told)
        Event.objects.filter(pk=event.pk).update(at=at)
