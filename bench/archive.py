"""Runs inside an installation: fills it with so many solved tickets, as after years; or counts."""

from __future__ import annotations

import json
import os
import sys
from itertools import islice

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from bench.product import SUPPORT
from maru.kit.blobs import store
from maru.records.channels.models import Channel, Envelope
from maru.records.customers.models import Customer
from maru.staff.journal.models import Event
from maru.support.tickets.models import Message, Ticket

TOGETHER = 2_000
WORDS = "주문한 그릇이 깨져서 왔어요. 교환해 주실 수 있나요? 사진을 함께 보냅니다. " * 8
EACH = 3  # messages a ticket; the first came as mail


def fill(tickets: int) -> None:
    channel = Channel.objects.select_related("brand", "team").get(address=SUPPORT)
    customers = Customer.objects.bulk_create(
        [Customer(brand=channel.brand, name=f"고객 {n}") for n in range(tickets // 4 + 1)]
    )
    numbers = iter(range(tickets))
    while batch := list(islice(numbers, TOGETHER)):
        raws = [f"Subject: {n}\r\n\r\n{WORDS}{n}\r\n".encode() for n in batch]
        names = store().put_many(raws)
        envelopes = Envelope.objects.bulk_create(
            [
                Envelope(channel=channel, sha256=name, size=len(raw), state="opened")
                for name, raw in zip(names, raws, strict=True)
            ]
        )
        made = Ticket.objects.bulk_create(
            [
                Ticket(subject=f"문의 {n}", brand=channel.brand, team=channel.team,
                       requester=customers[n // 4], status="closed")
                for n in batch
            ]
        )  # fmt: skip
        Message.objects.bulk_create(
            [
                Message(ticket=ticket, direction="in" if i == 0 else "out",
                        text=f"{WORDS}{ticket.pk}.{i}", envelope=envelope if i == 0 else None)
                for ticket, envelope in zip(made, envelopes, strict=True)
                for i in range(EACH)
            ]
        )  # fmt: skip
        Event.record_all([Event.about("ticket.opened", ticket) for ticket in made])


def count() -> dict[str, int]:
    return {
        "tickets": Ticket.objects.count(),
        "messages": Message.objects.count(),
        "events": Event.objects.filter(verb="ticket.opened").count(),
        "files": sum(1 for _ in store().names()),
    }


if __name__ == "__main__":
    if sys.argv[1] != "count":
        fill(int(sys.argv[1]))
    print(json.dumps(count()))
