"""Runs inside an installation: makes clocks, claims what is due; prints the times as JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from django.db import connection, transaction
from django.utils import timezone

from bench.finding.timing import WARMING, of
from maru.kit.database.leases import claim
from maru.staff.company.models import Brand
from maru.support.servicelevels.models import Clock, ServiceLevel
from maru.support.servicelevels.ringing import LEASE, TOGETHER
from maru.support.servicelevels.targets import State, Target
from maru.support.tickets.models import Ticket

AT_ONCE = 20_000  # rows of one statement
# The same three statements, without Maru.
DUE = (
    "SELECT id FROM servicelevels_clock WHERE due_at IS NOT NULL AND due_at <= %s"
    " AND (lease_until IS NULL OR lease_until < %s) ORDER BY due_at, id LIMIT %s"
)
LEASED = "UPDATE servicelevels_clock SET lease_owner = %s, lease_until = %s WHERE id IN ({})"
READ = "SELECT * FROM servicelevels_clock WHERE id IN ({})"


def fill(clocks: int, due: int) -> None:
    """Make so many clocks, a quarter of so many tickets; ``due`` of them are due."""
    level = ServiceLevel.objects.create(name="bench", first_reply=60)
    brand = Brand.objects.get_or_create(name="bench")[0]
    now, targets = timezone.now(), Target.values
    numbers = list[int]()
    while len(numbers) * len(targets) < clocks:
        many = min(AT_ONCE, clocks // len(targets) - len(numbers) + 1)
        made = Ticket.objects.bulk_create(Ticket(subject="x", brand=brand) for _ in range(many))
        numbers += [ticket.pk for ticket in made]
    every = clocks // due
    for begin in range(0, clocks, AT_ONCE):
        Clock.objects.bulk_create(
            Clock(
                ticket_id=numbers[n // len(targets)], target=targets[n % len(targets)],
                level=level, state=State.RUNNING, goal=3_600, used=0, started_at=now,
                due_at=now - timedelta(seconds=n % 900) if n % every == 0
                else now + timedelta(hours=1, seconds=n),
            )
            for n in range(begin, min(begin + AT_ONCE, clocks))
        )  # fmt: skip
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE servicelevels_clock")


def claimed() -> int:
    return len(claim(Clock.objects.awaited(), limit=TOGETHER, lease=LEASE))


def bare() -> None:
    now = timezone.now()
    lock = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(DUE + lock, [now, now, TOGETHER])
        keys = [row[0] for row in cursor.fetchall()]
        places = ", ".join(["%s"] * len(keys))
        cursor.execute(LEASED.format(places), ["bench", now + LEASE, *keys])
        cursor.execute(READ.format(places), keys)
        cursor.fetchall()


def main() -> None:
    clocks, count = int(sys.argv[1]), int(sys.argv[2])
    due = 2 * (count + WARMING) * TOGETHER
    fill(clocks, due)
    taken: list[list[float]] = [[], []]
    found = 0
    for number in range(count + WARMING):
        for place, call in enumerate((claimed, bare)):
            began = time.perf_counter()
            found = call() or found
            if number >= WARMING:
                taken[place].append((time.perf_counter() - began) * 1000)
    ours, theirs = of(taken[0]), of(taken[1])
    print(
        json.dumps(
            {
                "clocks": clocks, "due": due, "claimed": found, "p50": ours.p50, "p99": ours.p99,
                "bare": theirs.p50, "bare_p99": theirs.p99,
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
