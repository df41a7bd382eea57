"""What members change about an organization: each change leaves an event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from maru.kit.fields.writing import drop
from maru.records.customers.models import Customer, Domain, Organization
from maru.records.customers.organizations.mail_domains import BadDomain
from maru.records.customers.organizations.placing import leave_all
from maru.staff.company.models import Brand
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event

EDITABLE = ("name", "note", "is_active")


class DomainTaken(BadDomain):
    """A domain leads to another organization of the same brand already."""


def add_organization(
    brand: Brand, name: str, *, by: Actor | None, domains: Iterable[str] = (), **fields: Any
) -> Organization:
    """Make an organization; ``domains`` as ``mail_domains.kept`` writes them. Raises DomainTaken.

    Who is known already joins by a domain with their next proven mail.
    """
    wanted = list(domains)
    with transaction.atomic():
        made = Organization.objects.create(brand=brand, name=name, **fields)
        _lead(made, wanted)
        Event.record("organization.added", made, by=by, after=_told(made))
    return made


def revise(organization: Organization, *, by: Actor | None, **fields: Any) -> bool:
    """Set name, note, is_active or all ``domains``; return False when nothing differs.

    Raises DomainTaken, and Http404 for what was removed meanwhile.
    """
    with transaction.atomic():
        rows = Organization.objects.select_for_update()
        held = get_object_or_404(rows, pk=organization.pk)
        before = _told(held)
        for name in EDITABLE:
            if name in fields:
                setattr(held, name, fields[name])
        held.save()
        if "domains" in fields:
            wanted = set(fields["domains"])
            held.domains.exclude(name__in=wanted).delete()
            _lead(held, wanted - set(before["domains"]))
        after = _told(held)
        changed = [name for name in after if before[name] != after[name]]
        if changed:
            Event.record(
                "organization.changed", held, by=by,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
            )  # fmt: skip
    return bool(changed)


def remove(organization: Organization, *, by: Actor | None) -> int:
    """Delete an organization; its people stay, without one. Return how many there were.

    Its history stays. Raises Http404 for what was removed meanwhile. Costs some 0.1 ms a person.
    """
    with transaction.atomic():
        held = get_object_or_404(Organization.objects.select_for_update(), pk=organization.pk)
        count = leave_all(held, by=by)
        drop("organization", held.pk)
        Event.record("organization.removed", held, by=by, before={**_told(held), "people": count})
        held.delete()
    return count


def people_of(organization: Organization) -> int:
    return Customer.objects.filter(organization=organization).count()


def _lead(organization: Organization, domains: Iterable[str]) -> None:
    """Have people of ``domains`` join from now on. Raises DomainTaken."""
    wanted = sorted(domains)
    try:
        with transaction.atomic():
            Domain.objects.bulk_create(
                Domain(organization=organization, brand_id=organization.brand_id, name=name)
                for name in wanted
            )
    except IntegrityError:
        raise DomainTaken(_taken(organization, wanted)) from None


def _taken(organization: Organization, wanted: Iterable[str]) -> str:
    rows = Domain.objects.filter(brand=organization.brand_id, name__in=list(wanted))
    there = rows.exclude(organization=organization).select_related("organization").first()
    if there is None:
        return _("One of these domains leads to another organization already.")
    return _("%(domain)s leads to %(name)s already.") % {
        "domain": there.name, "name": there.organization
    }  # fmt: skip


def _told(organization: Organization) -> dict[str, Any]:
    names = Domain.objects.filter(organization=organization).values_list("name", flat=True)
    return {
        **{name: getattr(organization, name) for name in EDITABLE},
        "brand": organization.brand_id,
        "domains": sorted(names),
    }
