"""Runs inside an installation: prints what waits, how old the oldest is, and what was done."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from django.db.models import Min
from django.utils import timezone

from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Envelope
from maru.support.automation.models import Firing, Stir
from maru.support.tickets.models import Message, Ticket
from maru.support.understanding.models import Lesson
from rig.flood.furnishing import MARK


def told() -> dict[str, float]:
    """Ages in seconds."""
    mails = Envelope.objects.filter(state=EnvelopeState.RECEIVED)
    stirs = Stir.objects.waiting()
    return {
        "mails": mails.count(), "mail_age": _age(mails.aggregate(at=Min("received_at"))["at"]),
        "stirs": stirs.count(), "stir_age": _age(stirs.aggregate(at=Min("event__at"))["at"]),
        "lessons": Lesson.objects.under_way().count(),
    }  # fmt: skip


def done() -> dict[str, int]:
    came = Message.objects.filter(envelope__isnull=False)
    tickets = Ticket.objects.filter(messages__in=came).distinct()
    return {
        "received": came.count(),
        "tickets": tickets.count(),
        "without_mark": tickets.exclude(tags__name=MARK).count(),
        "given_up": Stir.objects.given_up().count(),
        "failed": Firing.objects.filter(failed__gt=0).count(),
    }


def _age(since: object) -> float:
    return (timezone.now() - since).total_seconds() if since else 0.0  # type: ignore[operator]


if __name__ == "__main__":
    print(json.dumps(done() if "--done" in sys.argv else told()))
