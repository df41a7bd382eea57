"""Who is this? Within a brand an address leads to one customer; a new one makes a new customer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers
from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects

from maru.kit.search.models import Outdated
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


Address = tuple[int, str]  # of which brand, and its normal form


def recognise(
    kind: str, value: str, *, brand: Brand, name: str = "", language: str = ""
) -> Customer:
    """Return the customer of ``brand`` behind an address, made if new.

    Other brands are not looked at. ``name`` is a claim: it fills an empty name
    and replaces none. Costs one query for a known customer, four for a new
    one. Raises ValueError for what is no address.
    """
    value = normal(kind, value)
    claim = Claim(value, brand.pk, name, language)
    return recognise_all(kind, [claim])[brand.pk, value]


def recognise_all(kind: str, claims: Iterable[Claim]) -> dict[Address, Customer]:
    """Return the customers behind many addresses, by brand and normal form; else as ``recognise``.

    What is no address is left out. Costs as many queries as one.
    """
    valid = {
        (claim.brand_id, value): claim
        for claim in claims
        if (value := _normal_or_none(kind, claim.value))
    }
    customers = _known(kind, valid)
    new = {address: claim for address, claim in valid.items() if address not in customers}
    if new:
        customers |= _introduce(kind, new)
    for address, claim in valid.items():
        if claim.name and not customers[address].name:
            customers[address].name = claim.name[:200]
            customers[address].save(update_fields=["name", "updated_at"])
            Outdated.note("customer", [customers[address].pk])
    # Who has no name is shown by their address, in each event of theirs.
    nameless = [customer for customer in customers.values() if not customer.name]
    prefetch_related_objects(nameless, "contact_points")
    return customers


def _normal_or_none(kind: str, value: str) -> str | None:
    try:
        return normal(kind, value)
    except ValueError:
        return None


def _known(kind: str, addresses: Iterable[Address]) -> dict[Address, Customer]:
    wanted = set(addresses)
    points = ContactPoint.objects.filter(
        brand__in={brand for brand, _ in wanted},
        kind=kind,
        value__in={value for _, value in wanted},
    )
    found = {(p.brand_id, p.value): p.customer for p in points.select_related("customer")}
    return {address: customer for address, customer in found.items() if address in wanted}


def _introduce(kind: str, claims: dict[Address, Claim]) -> dict[Address, Customer]:
    """Make the customers; those whom somebody else makes meanwhile are found, not doubled."""
    try:
        with transaction.atomic():
            # In one order everywhere, so that two workers do not wait for each other.
            made = {
                (brand, value): Customer(
                    brand_id=brand, name=claim.name[:200], language=claim.language
                )
                for (brand, value), claim in sorted(claims.items(), key=lambda item: item[0])
            }
            Customer.objects.bulk_create(made.values())
            ContactPoint.objects.bulk_create(
                ContactPoint.of(customer, kind, value) for (_, value), customer in made.items()
            )
            Outdated.note("customer", [customer.pk for customer in made.values()])
            return made
    except IntegrityError:
        known = _known(kind, claims)
        if not known:
            raise
    rest = {address: claim for address, claim in claims.items() if address not in known}
    return known | (_introduce(kind, rest) if rest else {})
