"""Runs inside an installation: prints all that the oracle compares, as JSON."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from django.db import connection  # noqa: E402

from maru.kit.blobs import store  # noqa: E402
from maru.kit.blobs.consistency import inspect  # noqa: E402
from maru.records.channels.delivery import DeliveryState  # noqa: E402
from maru.records.channels.envelope import EnvelopeState  # noqa: E402
from maru.records.channels.models import Delivery, Envelope  # noqa: E402
from maru.support.tickets.choices import Direction  # noqa: E402
from maru.support.tickets.models import Message  # noqa: E402


def waiting() -> dict[str, int]:
    on_the_way = [DeliveryState.QUEUED, DeliveryState.SENDING]
    return {
        "envelopes": Envelope.objects.filter(state=EnvelopeState.RECEIVED).count(),
        "deliveries": Delivery.objects.filter(state__in=on_the_way).count(),
    }


def facts() -> dict[str, Any]:
    envelopes = Envelope.objects.values_list("id", "channel__address", "sha256", "state", "reason")
    received = Message.objects.filter(direction=Direction.FROM_CUSTOMER).values_list(
        "envelope_id", "envelope__channel__address", "message_id", "ticket_id"
    )
    sent = Message.objects.filter(direction=Direction.TO_CUSTOMER).values_list(
        "text", "delivery__message_id", "delivery__state", "ticket_id"
    )
    findings = inspect(store())
    return {
        "envelopes": [
            dict(zip(("id", "mailbox", "sha256", "state", "reason", "bytes"), (*e, _bytes(e[2])), strict=True))
            for e in envelopes
        ],
        "received": [
            dict(zip(("envelope", "mailbox", "message_id", "ticket"), m, strict=True)) for m in received
        ],
        "answers": [
            dict(zip(("text", "message_id", "state", "ticket"), m, strict=True)) for m in sent
        ],
        "blobs_missing": len(findings.missing),
        "waiting": waiting(),
        "integrity": _integrity(),
    }  # fmt: skip


def _bytes(sha256: str) -> str:
    """Return the hash of what lies in the file, whatever its name claims; "" when it is gone."""
    try:
        return hashlib.sha256(store().read(sha256)).hexdigest()
    except OSError:
        return ""


def _integrity() -> str:
    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return str(cursor.fetchone()[0])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(waiting() if "--waiting" in sys.argv else facts()))
