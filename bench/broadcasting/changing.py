"""Runs inside an installation: changes a ticket for each line it reads.

Prints the moment of the monotonic clock just before it is committed.
"""

from __future__ import annotations

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from django.db import transaction

from maru.staff.journal.models import Event
from maru.support.tickets.models import Ticket


def main() -> None:
    ticket = Ticket.objects.get()
    print("ready", flush=True)
    for number, _line in enumerate(sys.stdin):
        with transaction.atomic():
            Event.record("ticket.tagged", ticket, after=[f"tag {number}"])
            began = time.monotonic()
        print(began, flush=True)


if __name__ == "__main__":
    main()
