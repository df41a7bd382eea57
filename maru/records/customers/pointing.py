"""A custom field may point to a customer: of the same brand, among those whom one sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maru.kit.fields.noun import Pointing
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.customer import CustomerQuerySet
from maru.records.customers.models import Customer
from maru.records.customers.recognition import normal
from maru.staff.members.models import Member

LONGEST = 18  # digits of a number


def named(words: str, row: Any, by: Any) -> int | None:
    """Return the customer of the brand of ``row`` whom ``words`` mean; None for nobody."""
    return _meant(words, Customer.objects.filter(brand_id=row.brand_id), by)


def anywhere(words: str, by: Any) -> int | None:
    return _meant(words, Customer.objects.all(), by)


def _meant(words: str, rows: CustomerQuerySet, by: Any) -> int | None:
    """Return whom a number, an address or a phone number means, among ``rows``."""
    if isinstance(by, Member):
        rows = rows.visible_to(by)
    number = words.removeprefix("#")
    if number.isascii() and number.isdecimal() and len(number) <= LONGEST:
        found = rows.filter(pk=int(number)).values_list("pk", flat=True).first()
        if found:
            return found
    kind = ContactKind.EMAIL if "@" in words else ContactKind.PHONE
    try:
        value = normal(kind, words)
    except ValueError:
        return None
    reached = rows.filter(contact_points__kind=kind, contact_points__value=value)
    return reached.values_list("pk", flat=True).first()


def names(ids: Iterable[int]) -> dict[int, str]:
    rows = Customer.objects.filter(pk__in=list(ids)).prefetch_related("contact_points")
    return {customer.pk: str(customer) for customer in rows}


def fits(pk: int) -> Q:
    return Q(brand__in=Customer.objects.filter(pk=pk).values("brand"))


CUSTOMER = Pointing(
    "customer", _("Customer"), _("Address, phone or customer number"), named, anywhere, names,
    lambda pk: reverse("desk:customer", args=[pk]), fits,
)  # fmt: skip
