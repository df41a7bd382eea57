"""Runs in the peer's own environment: takes a company over, opens its list, searches.

``python -m ...finding TICKETS COUNT WORDS...``: the tickets as JSON, a line each; how often the
list is opened; what is searched, once each. The answer on standard output is JSON: milliseconds.
"""

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.peers.django_helpdesk.settings")
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils.dateparse import parse_datetime
from helpdesk.models import FollowUp, Queue, Ticket

_BATCH = 2_000
_DONE = {"solved": Ticket.RESOLVED_STATUS, "closed": Ticket.CLOSED_STATUS}


def fill(path: str) -> None:
    """Make a ticket of each line: its first message is the description, the rest follow-ups."""
    queue, _ = Queue.objects.get_or_create(slug="support", defaults={"title": "Support"})
    for batch in _batches(path):
        with transaction.atomic():
            tickets = Ticket.objects.bulk_create([_ticket(queue, told) for told in batch])
            FollowUp.objects.bulk_create(
                FollowUp(ticket=ticket, title="-", comment=text, date=parse_datetime(at))
                for ticket, told in zip(tickets, batch, strict=True)
                for at, text in told["said"][1:]
            )


def _ticket(queue: Queue, told: dict[str, Any]) -> Ticket:
    began, text = told["said"][0]
    return Ticket(
        queue=queue,
        title=told["subject"][:200],
        description=text,
        submitter_email=told["from"],
        status=_DONE.get(told["status"], Ticket.OPEN_STATUS),
        created=parse_datetime(began),
        modified=parse_datetime(told["said"][-1][0]),
    )


def _batches(path: str) -> Iterator[list[dict[str, Any]]]:
    with open(path, encoding="utf-8") as lines:
        while batch := [json.loads(line) for line in islice(lines, _BATCH)]:
            yield batch


class Browser:
    """An agent's: a list is a page, and the rows that its script asks for."""

    def __init__(self) -> None:
        agent: Any = User.objects.create_superuser("agent", "agent@rig.example", "-")
        self._client = Client()
        self._client.force_login(agent)

    def open(self, **asked: str) -> int:
        page = self._client.get("/helpdesk/tickets/", asked)
        rows = re.search(rb'"(/helpdesk/datatables_ticket_list/[^"]+)"', page.content)
        if rows is None:
            raise RuntimeError(f"a list without rows: {page.status_code}")
        return int(self._client.get(rows[1].decode()).json()["recordsFiltered"])


def taken(browser: Browser, **asked: str) -> float:
    began = time.perf_counter()
    browser.open(**asked)
    return (time.perf_counter() - began) * 1000


def main(path: str, count: str, *words: str) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    fill(path)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    browser = Browser()
    browser.open()
    json.dump(
        {
            "tickets": Ticket.objects.count(),
            "list": [taken(browser) for _ in range(int(count))],
            "search": [taken(browser, q=word) for word in words],
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
