"""Customers as they are found: by name, every address and number, and what was noted of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from maru.kit.fields.searching import said_by_fields, search_field
from maru.kit.search.models import Outdated
from maru.kit.search.source import Content, Field, Part, Source
from maru.records.customers.fields import brand, marks, seen_by
from maru.records.customers.models import ContactPoint, Customer
from maru.records.customers.organizations.search import BELONGING
from maru.staff.journal.models import Event
from maru.staff.members.models import Member

KIND = "customer"


def contents(ids: Iterable[int]) -> dict[int, Content]:
    """Return id -> content of the customers that are there. Five queries."""
    wanted = list(ids)
    points: defaultdict[int, list[str]] = defaultdict(list)
    rows = ContactPoint.objects.filter(customer__in=wanted).order_by("id")
    for pk, value in rows.values_list("customer_id", "value"):
        points[pk].append(value)
    said = said_by_fields(KIND, wanted)
    return {
        customer.pk: Content(
            customer.created_at,
            [
                Part.changing("name", customer.name, is_name=True, is_person=True),
                Part.changing("reach", " ".join(points[customer.pk])),
                Part.changing("note", customer.note),
                *said[customer.pk].parts,
            ],
            [*marks(customer.brand_id, customer.organization_id), *said[customer.pk].marks],
        )
        for customer in Customer.objects.filter(pk__in=wanted)
    }


def found_by(member: Member) -> QuerySet[Customer]:
    return Customer.objects.visible_to(member)


def note_changes(happened: list[Event]) -> None:
    """Write down, with the events themselves, whose documents they make outdated."""
    changed = {e.subject_id for e in happened if e.subject_kind == KIND}
    if changed:
        Outdated.note(KIND, changed)


CUSTOMERS = Source(
    kind=KIND,
    number=1,
    label=gettext_lazy("Customers"),
    read=contents,
    everything=Customer.objects.all,
    visible_to=found_by,
    seen_by=seen_by,
    fields=(Field(("brand", "브랜드"), brand), BELONGING),
    more=partial(search_field, KIND),
    is_of_few=True,
)
