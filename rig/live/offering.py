"""Runs inside an installation: changes a ticket so many times a second, for so many seconds.

``python -m rig.live.offering PACE SECONDS`` prints, as JSON, when each change was written. One that
the database did not take is offered again until it has it, once.
"""

from __future__ import annotations

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from django.db import Error, connection, transaction

from maru.staff.journal.models import Event
from maru.support.tickets.models import Ticket
from rig.live.page import VERB

AWAY = 0.2  # seconds until it is asked again


def offer(pace: float, seconds: float) -> list[float]:
    ticket = Ticket.objects.get()
    written, began = list[float](), time.monotonic()
    while time.monotonic() - began < seconds:
        due = began + len(written) / pace
        time.sleep(max(0.0, due - time.monotonic()))
        written.append(_change(ticket, f"{VERB}{len(written)}"))
    return written


def _change(ticket: Ticket, verb: str) -> float:
    """Return the time just before it was committed."""
    at = time.time()
    while True:
        try:
            if Event.objects.filter(verb=verb).exists():  # the answer to the commit was lost
                return at
            with transaction.atomic():
                at = time.time()
                Event.record(verb, ticket)
        except Error:
            connection.close()
            time.sleep(AWAY)
        else:
            return at


if __name__ == "__main__":
    print(json.dumps(offer(float(sys.argv[1]), float(sys.argv[2]))))
