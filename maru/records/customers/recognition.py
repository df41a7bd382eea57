"""Who is this? An address leads to one customer; a new one makes a new customer."""

from __future__ import annotations

import phonenumbers
from django.db import IntegrityError, transaction

from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import ContactPoint, Customer
from maru.staff.company.models import Brand


def normal(kind: str, value: str) -> str:
    """Return the one spelling of an address or number. Raises ValueError for what is neither.

    A number without a country is Korean: "010-5550-0142" becomes "+821055500142".
    """
    value = value.strip()
    if kind == ContactKind.EMAIL:
        if "@" not in value or len(value) > 254 or any(c.isspace() for c in value):
            raise ValueError("not an e-mail address")
        return value.lower()
    try:
        number = phonenumbers.parse(value, "KR")
    except phonenumbers.NumberParseException as error:
        raise ValueError("not a phone number") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def recognise(
    kind: str, value: str, *, brand: Brand, name: str = "", language: str = ""
) -> Customer:
    """Return the customer behind an address, made if new, and known to ``brand`` from now on.

    ``name`` is a claim: it fills an empty name and replaces none. Costs two
    queries for a known customer, five for a new one. Raises ValueError for
    what is no address.
    """
    value = normal(kind, value)
    customer = _known(kind, value)
    if customer is None:
        try:
            with transaction.atomic():
                customer = Customer.objects.create(name=name[:200], language=language)
                ContactPoint.objects.create(customer=customer, kind=kind, value=value)
                _belong(customer, brand)
                return customer
        except IntegrityError:
            customer = _known(kind, value)  # two mails of a new customer at once
            if customer is None:
                raise
    if name and not customer.name:
        customer.name = name[:200]
        customer.save(update_fields=["name", "updated_at"])
    _belong(customer, brand)
    return customer


def _known(kind: str, value: str) -> Customer | None:
    return Customer.objects.filter(contact_points__kind=kind, contact_points__value=value).first()


def _belong(customer: Customer, brand: Brand) -> None:
    through = Customer.brands.through
    through.objects.bulk_create(
        [through(customer_id=customer.pk, brand_id=brand.pk)], ignore_conflicts=True
    )
