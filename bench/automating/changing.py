"""Runs inside an installation: makes 200 rules, offers changes, and looks what stays behind.

Prints as JSON. A worker runs beside it and asks the rules.
"""

from __future__ import annotations

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from django.utils import timezone

from maru.staff.company.models import Brand
from maru.staff.journal.models import Event
from maru.support.automation.book import RuleBook
from maru.support.automation.models import Firing, Rule, Stir
from maru.support.tickets.models import Ticket

RULES, TICKETS, INSERTS = 200, 400, 200
PATIENCE = 120.0  # seconds that what is left is waited for
LONGEST = 2.0  # times as long as planned a series may take
# What rules of a company listen for: most for what is said, a quarter for the change offered here.
OCCASIONS = ["opened", "received", "status", "priority"]


def furnish() -> list[Ticket]:
    """Make the rules: fifty listen for the change, and hold for one in fifty of the tickets."""
    brand = Brand.objects.get_or_create(name="bench")[0]
    made = Ticket.objects.bulk_create(
        Ticket(subject=f"낱말{n % 50} 문의", brand=brand) for n in range(TICKETS)
    )
    for n in range(RULES):
        word = {"field": "subject", "op": "contains", "value": f"낱말{n // 4} "}
        is_open = {"field": "status", "op": "in", "value": ["new", "open"]}
        is_first = {"not": {"field": "tags", "op": "has_any", "value": [f"표{n}"]}}
        Rule.make(
            by=_nobody(), name=f"규칙 {n}", is_everywhere=True,
            when={"on": [{"occasion": OCCASIONS[n % 4]}], "by": []},
            conditions={"all": [is_open, word, is_first]}, changes={"tags_added": [f"표{n}"]},
        )  # fmt: skip
    return made


def _nobody() -> Rule:
    return Rule(pk=0, name="bench")  # an actor that is no row


def bare_inserts(ticket: Ticket) -> float:
    """Return how many rows a second one process writes, each committed: the event of a change,
    and nothing else."""
    began = time.perf_counter()
    for n in range(INSERTS):
        Event.objects.create(
            verb="bench.bare", subject_kind="bench", subject_id=ticket.pk, before=n, after=n + 1
        )
    return INSERTS / (time.perf_counter() - began)


def bare_changes(tickets: list[Ticket]) -> float:
    """Return how many changes a second one process makes that does nothing else, without rules."""
    began = time.perf_counter()
    for n in range(INSERTS):
        tickets[n].set_priority(3, by=None)
    return INSERTS / (time.perf_counter() - began)


def offer(tickets: list[Ticket], rate: float, seconds: float) -> dict[str, float]:
    """Change a priority ``rate`` times a second; return the milliseconds of a change, and how far
    behind the offer the changes were in the end."""
    began, taken, n = time.perf_counter(), list[float](), 0
    while (due := n / rate) < seconds:
        wait = began + due - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        at = time.perf_counter()
        if at - began > LONGEST * seconds:
            break  # that nobody keeps up with this is clear
        ticket = tickets[n % len(tickets)]
        ticket.set_priority(1 + (n // len(tickets)) % 4 if n else 3, by=None)
        taken.append(1000 * (time.perf_counter() - at))
        n += 1
    behind = time.perf_counter() - began - n / rate
    taken.sort()
    return {
        "changes": n, "p50": taken[n // 2], "p99": taken[min(n - 1, int(n * 0.99))],
        "longest": taken[-1], "behind": max(0.0, behind),
    }  # fmt: skip


def waited_for() -> float:
    """Return how many seconds the rules needed for what was left."""
    began = time.perf_counter()
    while Stir.objects.waiting().exists() and time.perf_counter() - began < PATIENCE:
        time.sleep(0.1)
    return time.perf_counter() - began


def offered(tickets: list[Ticket], rate: float, seconds: float) -> dict[str, object]:
    """Offer changes without rules, then the same with them."""
    _switch(on=False)
    without = offer(tickets, rate, seconds)
    _switch(on=True)
    with_rules = offer(tickets, rate, seconds)
    left = Stir.objects.waiting().count()
    return {
        "rate": rate, "without": without, "with": with_rules, "left": left,
        "drained": waited_for(), "lost": Stir.objects.count(), "fired": Firing.objects.count(),
    }  # fmt: skip


def _switch(*, on: bool) -> None:
    Rule.objects.update(is_on=on, on_since=timezone.now() if on else None)
    RuleBook.renew()


def main(seconds: float) -> dict[str, object]:
    tickets = furnish()
    inserts = bare_inserts(tickets[0])
    changes = bare_changes(tickets)
    return {
        "inserts": inserts, "changes": changes,
        "half_of_changes": offered(tickets, changes / 2, seconds),
        "half_of_inserts": offered(tickets, inserts / 2, seconds),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(float(sys.argv[1]))))
