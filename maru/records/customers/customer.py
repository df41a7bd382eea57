from __future__ import annotations

from django.db import models

from maru.records.customers.organizations.organization import Organization
from maru.staff.company.models import Brand
from maru.staff.journal.event import Actor
from maru.staff.members.models import Member
from maru.staff.members.roles import Power


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, member: Member) -> CustomerQuerySet:
        """Return the customers of the member's brands; none for a role that may not read."""
        if not member.can(Power.READ):
            return self.none()
        return self.filter(brand_id__in=member.brand_ids)

    def reached_as(self, customer: Customer) -> CustomerQuerySet:
        """Return who is reached by an address or number of ``customer`` at another brand.

        Begin with ``visible_to``: that somebody is known elsewhere is told only
        to who works there too.
        """
        points = customer.contact_points.model.objects
        theirs = points.filter(customer=customer, kind=models.OuterRef("kind"))
        same = points.filter(models.Exists(theirs.filter(value=models.OuterRef("value"))))
        others = self.filter(pk__in=same.values("customer_id"))
        return others.exclude(brand_id=customer.brand_id)


class Customer(Actor, models.Model):
    """One person outside, as one brand knows them. Never signs in as a member.

    Whoever writes to two brands is two customers: what one brand wrote down
    of them is not the other's to read (S8). See docs/decisions/0050.
    """

    name = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=5, blank=True, default="")
    note = models.TextField(blank=True, default="")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="customers")
    # One of the same brand's; by hand, or by a domain they write from.
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.SET_NULL, related_name="people",
        db_index=False,
    )  # fmt: skip
    # When a hand put them there, or took them out; None: their mail domain may decide.
    placed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["name", "id"], name="customers_by_name"),
            # Most people belong to none: an index of those who do is small, and quickly made.
            models.Index(
                fields=["organization", "-id"],
                name="customers_of_organization",
                condition=models.Q(organization__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.reach

    @property
    def reach(self) -> str:
        """Where they are reached first: an address or a number; '' when nowhere. Costs one query
        unless ``contact_points`` is prefetched."""
        points = list(self.contact_points.all())
        return points[0].value if points else ""
