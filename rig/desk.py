"""Runs inside an installation: one agent who answers without the API, until stdin closes."""

from __future__ import annotations

import json
import os
import random
import select
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from django.db import DatabaseError, close_old_connections  # noqa: E402

from bench.product import AGENT  # noqa: E402
from maru.staff.members.models import Member  # noqa: E402
from maru.support.tickets.models import Ticket  # noqa: E402


def main(seed: int) -> None:
    dice, number = random.Random(seed), 0  # noqa: S311
    while not select.select([sys.stdin], [], [], dice.uniform(0.1, 0.3))[0]:
        number += 1
        key = f"answer-{seed}-{number}"
        try:
            close_old_connections()
            ticket = Ticket.objects.order_by("?").first()
            if ticket is None:
                continue
            ticket.reply(f"확인했습니다. {key}", by=Member.objects.get(email=AGENT))
        except DatabaseError:
            continue
        sys.stdout.write(json.dumps({"key": key, "ticket": ticket.pk}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
