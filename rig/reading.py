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

from django.db import connection

from maru.kit.blobs import store
from maru.kit.blobs.consistency import inspect
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Delivery, Envelope
from maru.support.tickets.choices import Direction
from maru.support.tickets.models import Message


def waiting() -> dict[str, int]:
    on_the_way = [DeliveryState.QUEUED, DeliveryState.SENDING]
    return {
        "envelopes": Envelope.objects.filter(state=EnvelopeState.RECEIVED).count(),
        "deliveries": Delivery.objects.filter(state__in=on_the_way).count(),
    }


def facts() -> dict[str, Any]:
    envelopes = Envelope.objects.values_list(
        "id", "channel__address", "sha256", "state", "received_at", "opened_at"
    )
    received = Message.objects.filter(direction=Direction.FROM_CUSTOMER).values_list(
        "id", "envelope_id", "envelope__channel__address", "message_id", "ticket_id"
    )
    sent = Message.objects.filter(direction=Direction.TO_CUSTOMER).values_list(
        "text", "delivery__message_id", "delivery__state"
    )
    return {
        "envelopes": [
            {
                "mailbox": mailbox,
                "sha256": name,
                "bytes": _bytes(name),
                "id": key,
                "state": state,
                "waited": (opened - came).total_seconds() if opened else None,
            }
            for key, mailbox, name, state, came, opened in envelopes
        ],
        "received": [
            {
                "id": key,
                "envelope": envelope,
                "mailbox": mailbox,
                "message_id": name,
                "ticket": ticket,
            }
            for key, envelope, mailbox, name, ticket in received
        ],
        "answers": [
            {"text": text, "message_id": name, "state": state} for text, name, state in sent
        ],
        "blobs_missing": len(inspect(store()).missing),
        "waiting": waiting(),
        "integrity": _integrity(),
    }


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
