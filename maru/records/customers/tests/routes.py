"""A customer of each brand, and where each is reached."""

from __future__ import annotations

from typing import Any

from maru.records.customers.models import Customer
from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import SeenBy, Thing, things


def readers_of(customer: Customer) -> SeenBy:
    brands = set(customer.brands.values_list("pk", flat=True))
    return lambda member: member.can(Power.READ) and bool(brands & set(member.brand_ids))


def customers_of(case: Any) -> list[Customer]:
    return [ticket.requester for ticket in case.tickets[:2]]


@things("customers")
def customers(case: Any) -> list[Thing]:
    return [Thing(customer.pk, readers_of(customer)) for customer in customers_of(case)]


@things("contact-points")
def contact_points(case: Any) -> list[Thing]:
    return [
        Thing(customer.contact_points.get().pk, readers_of(customer), inside=customer.pk)
        for customer in customers_of(case)
    ]
