from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from maru.project.command.progress import Progress
from maru.project.command.refusal import Refusal
from maru.project.migrating import found_or_demand
from maru.project.seeding.seed import seed
from maru.support.tickets.models import Ticket


class Command(BaseCommand):
    help = "Fill an empty installation with a made-up company of any size, for trials of speed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tickets", type=int, required=True, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="NUMBER",
                            help="the same number and moment make the same company")  # fmt: skip
        parser.add_argument("--until", default="", metavar="2026-01-31",
                            help="all of it happened before this day; now unless told")  # fmt: skip
        parser.add_argument("--add", action="store_true", help="also where there are tickets")

    def handle(self, *args: Any, tickets: int, until: str, add: bool, **options: Any) -> None:
        if tickets < 1:
            raise Refusal(_("--tickets takes a number from 1."))
        now = _moment(until)
        found_or_demand()
        if not add and Ticket.objects.exists():
            raise Refusal(
                _("There are tickets here already, and made-up ones could not be told from them. "
                  "Take an empty MARU_HOME or database, or say --add.")
            )  # fmt: skip
        progress, began = Progress(), time.monotonic()
        done = seed(tickets, number=options["seed"], now=now,
                    say=lambda n, of: progress("tickets", n, of))  # fmt: skip
        progress.end()
        self.stdout.write(
            _("%(tickets)s tickets, %(messages)s messages, %(customers)s customers; "
              "%(rate)s tickets a second.")
            % {
                "tickets": f"{done.tickets:,}",
                "messages": f"{done.messages:,}",
                "customers": f"{done.customers:,}",
                "rate": f"{done.tickets / max(time.monotonic() - began, 0.001):,.0f}",
            }
        )  # fmt: skip


def _moment(day: str) -> float:
    if not day:
        return time.time()
    try:
        return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise Refusal(_("--until takes a day, as 2026-01-31.")) from None
