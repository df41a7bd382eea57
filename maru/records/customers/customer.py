from __future__ import annotations

from django.db import models

from maru.staff.company.models import Brand
from maru.staff.journal.event import Actor
from maru.staff.members.models import Member
from maru.staff.members.roles import Power


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, member: Member) -> CustomerQuerySet:
        """Return the customers of the member's brands; none for a role that may not read."""
        if not member.can(Power.READ):
            return self.none()
        return self.filter(brands__in=member.brand_ids).distinct()


class Customer(Actor, models.Model):
    """One person outside, over all channels and brands. Never signs in as a member."""

    name = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=5, blank=True, default="")
    note = models.TextField(blank=True, default="")
    brands = models.ManyToManyField(Brand, related_name="customers")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name or self.reach

    @property
    def reach(self) -> str:
        """Where they are reached first: an address or a number; '' when nowhere. Costs one query
        unless ``contact_points`` is prefetched."""
        points = list(self.contact_points.all())
        return points[0].value if points else ""
