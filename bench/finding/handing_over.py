"""Runs inside a seeded installation: writes its tickets into a file, a line of JSON each."""

from __future__ import annotations

import json
import os
import sys
from itertools import groupby

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from maru.support.tickets.models import Message


def hand_over(path: str) -> None:
    """Tell of each ticket what a peer keeps too. Whoever was seeded has one address."""
    said = Message.objects.order_by("ticket_id", "id").values_list(
        "ticket_id", "ticket__subject", "ticket__status",
        "ticket__requester__contact_points__value", "created_at", "text",
    )  # fmt: skip
    with open(path, "w", encoding="utf-8") as file:
        for _number, rows in groupby(said.iterator(5_000), key=lambda row: row[0]):
            messages = list(rows)
            _, subject, status, address, _, _ = messages[0]
            told = {
                "subject": subject,
                "status": status,
                "from": address or "",
                "said": [[at.isoformat(), text] for *_rest, at, text in messages],
            }
            file.write(json.dumps(told, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    hand_over(sys.argv[1])
