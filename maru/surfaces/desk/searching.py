"""Finding tickets and customers by what people have at hand: a number, a name, an address."""

from __future__ import annotations

import re

from django.db.models import Q

from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import ContactPoint, Customer
from maru.support.tickets.models import Ticket

_DIALLED = re.compile(r"[+(]?\d[\d\s().-]{2,24}")
_NUMBER = re.compile(r"#?(\d{1,18})")


def known_by(words: str) -> Q:
    """Return the condition for customers whose name, address or phone number has ``words``."""
    values = Q(value__icontains=words)
    if _DIALLED.fullmatch(words):
        # 010-5550-0142 is kept as +821055500142: the digits without the leading 0 are in it.
        digits = re.sub(r"\D", "", words).lstrip("0")
        values |= Q(kind=ContactKind.PHONE, value__contains=digits)
    points = ContactPoint.objects.filter(values)
    return Q(name__icontains=words) | Q(pk__in=points.values("customer_id"))


def told_by(words: str) -> Q:
    """Return the condition for tickets whose subject, customer or number is ``words``."""
    found = Q(subject__icontains=words) | Q(
        requester_id__in=Customer.objects.filter(known_by(words)).values("pk")
    )
    if match := _NUMBER.fullmatch(words):
        found |= Q(number=int(match[1]))
        # One that was merged is found where its messages stand.
        found |= Q(pk__in=Ticket.objects.filter(number=int(match[1])).values("merged_into"))
    return found
