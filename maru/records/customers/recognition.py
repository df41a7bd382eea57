"""Who is this? An address leads to one customer; a new one makes a new customer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers
from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects

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


@dataclass(frozen=True)
class Claim:
    """What somebody says of themselves: the address they use, a name, a language."""

    value: str
    brand_id: int
    name: str = ""
    language: str = ""


def recognise(
    kind: str, value: str, *, brand: Brand, name: str = "", language: str = ""
) -> Customer:
    """Return the customer behind an address, made if new, and known to ``brand`` from now on.

    ``name`` is a claim: it fills an empty name and replaces none. Costs two
    queries for a known customer, five for a new one. Raises ValueError for
    what is no address.
    """
    value = normal(kind, value)
    return recognise_all(kind, [Claim(value, brand.pk, name, language)])[value]


def recognise_all(kind: str, claims: Iterable[Claim]) -> dict[str, Customer]:
    """Return the customers behind many addresses, by their normal form; else as ``recognise``.

    What is no address is left out. Costs as many queries as one.
    """
    pairs = [(v, claim) for claim in claims if (v := _normal_or_none(kind, claim.value))]
    valid = dict(pairs)
    customers = _known(kind, valid)
    new = {value: claim for value, claim in valid.items() if value not in customers}
    if new:
        customers |= _introduce(kind, new)
    for value, claim in valid.items():
        if claim.name and not customers[value].name:
            customers[value].name = claim.name[:200]
            customers[value].save(update_fields=["name", "updated_at"])
    _belong({(customers[value].pk, claim.brand_id) for value, claim in pairs})
    # Who has no name is shown by their address, in each event of theirs.
    nameless = [customer for customer in customers.values() if not customer.name]
    prefetch_related_objects(nameless, "contact_points")
    return customers


def _normal_or_none(kind: str, value: str) -> str | None:
    try:
        return normal(kind, value)
    except ValueError:
        return None


def _known(kind: str, values: Iterable[str]) -> dict[str, Customer]:
    points = ContactPoint.objects.filter(kind=kind, value__in=list(values))
    return {point.value: point.customer for point in points.select_related("customer")}


def _introduce(kind: str, claims: dict[str, Claim]) -> dict[str, Customer]:
    """Make the customers; those whom somebody else makes meanwhile are found, not doubled."""
    try:
        with transaction.atomic():
            # In one order everywhere, so that two workers do not wait for each other.
            made = {v: Customer(name=claims[v].name[:200], language=claims[v].language)
                    for v in sorted(claims)}  # fmt: skip
            Customer.objects.bulk_create(made.values())
            ContactPoint.objects.bulk_create(
                ContactPoint(customer=customer, kind=kind, value=value)
                for value, customer in made.items()
            )
            return made
    except IntegrityError:
        known = _known(kind, claims)
        if not known:
            raise
    rest = {value: claim for value, claim in claims.items() if value not in known}
    return known | (_introduce(kind, rest) if rest else {})


def _belong(pairs: set[tuple[int, int]]) -> None:
    through = Customer.brands.through
    through.objects.bulk_create(
        [through(customer_id=customer, brand_id=brand) for customer, brand in sorted(pairs)],
        ignore_conflicts=True,
    )
