"""What members change about a customer: each change leaves an event."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from maru.records.customers.models import ContactPoint, Customer
from maru.records.customers.recognition import normal
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event

EDITABLE = ("name", "language", "note")


class AddressTaken(Exception):
    """The address or number already leads to somebody of the same brand."""


def edit(customer: Customer, *, by: Actor | None, **fields: Any) -> bool:
    """Set name, language or note; return False, and leave no event, when nothing differs."""
    changed = {
        name: value
        for name, value in fields.items()
        if name in EDITABLE and getattr(customer, name) != value
    }
    if not changed:
        return False
    before = {name: getattr(customer, name) for name in changed}
    with transaction.atomic():
        for name, value in changed.items():
            setattr(customer, name, value)
        customer.save(update_fields=[*changed, "updated_at"])
        Event.record("customer.edited", customer, by=by, before=before, after=changed)
    return True


def add_contact_point(
    customer: Customer, kind: str, value: str, *, by: Actor | None
) -> ContactPoint:
    """Add an address or number. The one they have already is returned as it is.

    Raises ValueError for what is no address, AddressTaken when it leads to
    somebody else of this brand. Whom it leads to elsewhere plays no part.
    """
    value = normal(kind, value)
    theirs = customer.contact_points.filter(kind=kind, value=value).first()
    if theirs:
        return theirs
    try:
        with transaction.atomic():
            point = ContactPoint.of(customer, kind, value)
            point.save()
            Event.record("customer.reached", customer, by=by, after={"kind": kind, "value": value})
    except IntegrityError:
        raise AddressTaken from None
    return point


def remove_contact_point(point: ContactPoint, *, by: Actor | None) -> None:
    """Take an address or number away; what was written by it stays."""
    with transaction.atomic():
        before = {"kind": point.kind, "value": point.value}
        Event.record("customer.unreached", point.customer, by=by, before=before)
        point.delete()


def make_first(point: ContactPoint, *, by: Actor | None) -> bool:
    """Reach the customer by ``point`` first; return False if that was so already."""
    theirs = ContactPoint.objects.filter(customer_id=point.customer_id, kind=point.kind)
    with transaction.atomic():
        if not theirs.filter(pk=point.pk, is_first=False).update(is_first=True):
            return False
        theirs.exclude(pk=point.pk).update(is_first=False)
        after = {"kind": point.kind, "value": point.value}
        Event.record("customer.first", point.customer, by=by, after=after)
    return True
