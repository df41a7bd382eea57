"""Runs inside a seeded installation: opens its pages again and again; prints the times as JSON."""

from __future__ import annotations

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from django.db import connection
from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode

from bench.finding.lengthening import lengthen
from bench.finding.pages import Asked, Reader
from bench.finding.words import ENGLISH, KOREAN, OPERATORS, TYPED
from maru.kit.database.keyset import page
from maru.kit.search.document import Document
from maru.kit.search.indexing import index_outdated
from maru.kit.search.models import Remaking
from maru.kit.text import analysis
from maru.project.front.warming import warm
from maru.staff.members.models import Member
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.orders import ORDERS
from maru.surfaces.desk.inbox_views import VIEWS

READER = "lead0@daon.example"  # sees all brands, and not the private team
SWAP = {"HX-Request": "true"}
PAGE = 50


def addresses(member: Member) -> dict[str, Asked]:
    """Return which pages belong to which row."""
    return {
        "list_first": Asked(["/tickets/?view=all"]),
        "list_page_200": Asked([f"/tickets/?view=all&cursor={cursor(member, 200)}"]),
        "view_change": Asked([f"/tickets/?view={key}" for key in VIEWS], SWAP),
        "ticket_20": Asked(tickets(member, 20)),
        "ticket_500": Asked(tickets(member, 500)),
        "search_ko": Asked([f"/search/?{urlencode({'q': words})}" for words in KOREAN]),
        "search_en": Asked([f"/search/?{urlencode({'q': words})}" for words in ENGLISH]),
        "search_operators": Asked([f"/search/?{urlencode({'q': words})}" for words in OPERATORS]),
        "search_typing": Asked(
            [f"/search/?{urlencode({'q': words})}" for words in TYPED],
            {**SWAP, "X-Maru-Typing": "true"},
        ),
    }


def cursor(member: Member, number: int) -> str:
    """Return where page ``number`` of all tickets begins; of fewer pages, the last."""
    rows = VIEWS["all"].of(member).order_by(*ORDERS["newest"][1])
    before = min((number - 1) * PAGE, max(rows.count() - PAGE, 1)) - 1
    last = rows[before]
    through = rows.filter(updated_at__lte=last.updated_at)
    return page(through, ORDERS["newest"][1], size=1).next or ""


def tickets(member: Member, messages: int) -> list[str]:
    """Return pages of tickets with so many messages, the newest first."""
    long = (
        Message.objects.filter(ticket__in=VIEWS["all"].of(member))
        .values("ticket").annotate(n=Count("pk")).filter(n=messages).order_by("-ticket")
    )  # fmt: skip
    return [reverse("desk:ticket", args=[row["ticket"]]) for row in long[:20]]


def reindexed(count: int) -> dict[str, float | str]:
    """Have the newest ``count`` messages, as long as people write them, analysed and written anew
    with their tickets; return what a second makes of it.
    """
    messages = list(Message.objects.only("text", "ticket").order_by("-pk")[:count])
    of_what = lengthen(messages)
    numbers = sorted({message.ticket_id for message in messages})
    for start in range(0, len(numbers), 1_000):
        some = numbers[start : start + 1_000]
        Document.objects.filter(kind="ticket", object_id__in=some).update(analysis="")
        Remaking.ask_for(("ticket", number) for number in some)
    texts = [message.text for message in messages]
    analysis.analyse(texts[:100])  # the dictionary is loaded once
    began = time.perf_counter()
    while Remaking.objects.exists():
        index_outdated()
    took = time.perf_counter() - began
    began = time.perf_counter()
    analysis.analyse(texts)
    return {
        "tickets": len(numbers) / took,
        "messages": len(texts) / took,
        "characters": sum(map(len, texts)) / len(texts),
        "of": of_what,
        "analysed": len(texts) / (time.perf_counter() - began),
    }


def ask(count: int, only: str, reindex: int) -> dict[str, object]:
    warm()  # as the process that serves pages does
    member = Member.objects.get(email=READER)
    reader = Reader(member)
    told: dict[str, object] = {
        "tickets": Ticket.objects.count(),
        "messages": Message.objects.count(),
        "database": connection.vendor,
    }
    for name, asked in addresses(member).items():
        if name.startswith(only) and asked.paths:
            told[name] = reader.measured(asked, count)
    if "reindex_per_s".startswith(only):
        told["reindex_per_s"] = reindexed(reindex)
    return told


if __name__ == "__main__":
    print(json.dumps(ask(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
