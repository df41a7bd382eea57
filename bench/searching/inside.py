"""Runs inside an installation: files a half's documents as tickets, asks its queries of the search.

Prints query -> ids of the documents, the best first, as JSON.
"""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from bench.product import AGENT
from bench.search_quality import Document, documents, pairs
from maru.kit.search.finding import find
from maru.kit.search.indexing import index_outdated
from maru.kit.search.models import Outdated
from maru.kit.tags.models import tags_named
from maru.records.customers.models import Customer
from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.support.tickets.choices import Direction
from maru.support.tickets.models import Message, Ticket

MOST = 50  # found documents of a query that are told


def file(document: Document, brand: Brand) -> Ticket:
    customer = Customer.objects.create(name=document.person, brand=brand)
    ticket = Ticket.objects.create(subject=document.title, brand=brand, requester=customer)
    ticket.tags.set(tags_named(document.tags))
    Message.objects.create(
        ticket=ticket, customer=customer, text=document.text, from_name=document.person,
        direction=Direction.INTERNAL if document.kind == "note" else Direction.FROM_CUSTOMER,
    )  # fmt: skip
    return ticket


def main(half: str) -> None:
    brand, member = Brand.objects.get(), Member.objects.get(email=AGENT)
    ids = {file(document, brand).pk: document.id for document in documents(half)}
    Outdated.note("ticket", ids)
    while index_outdated():
        pass
    answers = {}
    for pair in pairs(half):
        found = find(pair.query, member, kinds=["ticket"], order="best", size=MOST)
        answers[pair.query] = [ids[document.object_id] for document in found.documents]
    print(json.dumps(answers))


if __name__ == "__main__":
    main(sys.argv[1])
