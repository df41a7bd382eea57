"""Who belongs to which organization: by hand, or by the mail domain they proved to write from.

What a hand did, putting in or taking out, no domain undoes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maru.records.customers.models import Customer, Domain, Organization
from maru.records.customers.organizations.mail_domains import through_dns
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event

PLACED = "customer.organization"
_AT_ONCE = 1_000  # events of one statement


def place(customer: Customer, organization: Organization | None, *, by: Actor | None) -> bool:
    """Put the customer into ``organization``, None: into none, by hand; False if they are there.

    From then on no domain moves them. Raises ValueError for another brand's.
    """
    if organization is not None and organization.brand_id != customer.brand_id:
        raise ValueError(f"organization {organization.pk} belongs to another brand")
    with transaction.atomic():
        held = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
        before = held.organization
        customer.organization, customer.placed_at = organization, timezone.now()
        customer.save(update_fields=["organization", "placed_at", "updated_at"])
        if before == organization:
            return False
        Event.record(PLACED, customer, by=by, before=_told(before), after=_told(organization))
    return True


def join_by_domain(proven: Iterable[tuple[Customer, str]]) -> None:
    """Put customers into the organization of the mail address that they proved to write from.

    Those without an organization, whom no hand has placed. One query where any of them might
    join, five where somebody does.
    """
    free = {
        customer.pk: (customer, domain)
        for customer, address in proven
        if customer.organization_id is None and customer.placed_at is None
        if (domain := through_dns(address.rpartition("@")[2]))
    }
    leading = _leading((customer.brand_id, domain) for customer, domain in free.values())
    joining = {
        pk: leading[customer.brand_id, domain]
        for pk, (customer, domain) in free.items()
        if (customer.brand_id, domain) in leading
    }
    if joining:
        _join(joining, {pk: free[pk] for pk in joining})


def leave_all(organization: Organization, *, by: Actor | None) -> int:
    """Take everybody out of an organization that is to go; whoever was put there by hand may
    join another. Return how many they were."""
    people = Customer.objects.filter(organization=organization)
    left = list(people.order_by("pk").select_for_update(no_key=True))
    before = _told(organization)
    for start in range(0, len(left), _AT_ONCE):
        some = left[start : start + _AT_ONCE]
        Event.record_all([Event.about(PLACED, c, by=by, before=before) for c in some])
    people.update(organization=None, placed_at=None)
    return len(left)


def _leading(wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Organization]:
    """Return which organizations take in people of these brands' domains."""
    named: defaultdict[str, set[int]] = defaultdict(set)
    for brand, domain in wanted:
        named[domain].add(brand)
    if not named:
        return {}
    rows = Domain.objects.filter(name__in=named, organization__is_active=True)
    found = {(row.brand_id, row.name): row.organization for row in rows.select_related(
        "organization")}  # fmt: skip
    return {key: organization for key, organization in found.items() if key[0] in named[key[1]]}


def _join(joining: dict[int, Organization], who: dict[int, tuple[Customer, str]]) -> None:
    with transaction.atomic():
        # Those whom a hand places at this moment are the hand's.
        free = Customer.objects.filter(Q(organization=None, placed_at=None), pk__in=joining)
        rows = free.order_by("pk").select_for_update(no_key=True)
        locked = list(rows.values_list("pk", flat=True))
        together: defaultdict[Organization, list[int]] = defaultdict(list)
        for pk in locked:
            together[joining[pk]].append(pk)
        for organization, people in together.items():
            Customer.objects.filter(pk__in=people).update(organization=organization)
        Event.record_all([
            Event.about(PLACED, who[pk][0], after={**_named(joining[pk]), "domain": who[pk][1]})
            for pk in locked
        ])  # fmt: skip
        for pk in locked:
            who[pk][0].organization = joining[pk]


def _told(organization: Organization | None) -> dict[str, Any] | None:
    return _named(organization) if organization else None


def _named(organization: Organization) -> dict[str, Any]:
    return {"id": organization.pk, "name": organization.name}
