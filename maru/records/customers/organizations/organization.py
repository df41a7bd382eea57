from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maru.kit.conditions import Asking
from maru.kit.search.asked import Asked, Word
from maru.kit.search.condition import holding_now
from maru.records.customers.organizations.called import begun
from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

MOST_MEANT = 100  # organizations that one word may mean


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def visible_to(self, member: Member) -> OrganizationQuerySet:
        """Return the organizations of the member's brands; none for a role that may not read."""
        if not member.can(Power.READ):
            return self.none()
        return self.filter(brand_id__in=member.brand_ids)

    def active(self) -> OrganizationQuerySet:
        return self.filter(is_active=True)

    def called(self, words: str) -> OrganizationQuerySet:
        """Return those whose name or one of whose domains has ``words``."""
        domains = Domain.objects.filter(name__contains=words.lower()).values("organization")
        return self.filter(Q(name__icontains=words) | Q(pk__in=domains))

    def meant_by(self, words: str) -> list[int]:
        """Return the ids of those called just so, by name or domain; where none is, of those of
        whom a word or a domain begins so; where none does, of those whose name or domain has
        ``words`` anywhere: MOST_MEANT at most. A few queries by index, or one more that reads
        every name."""
        exactly = Domain.objects.filter(name=words.lower()).values("organization")
        rows_of = [self.filter(Q(name=words) | Q(pk__in=exactly)), self.called(words)]
        if term := begun(words):
            begin = Asked(always=(Word(((term,),)),))
            found_now = holding_now("organization", [begin], "pk", Asking())
            rows_of.insert(1, self.filter(found_now))
        for rows in rows_of:
            if found := list(rows.order_by().values_list("pk", flat=True)[:MOST_MEANT]):
                return found
        return []

    def names(self, ids: Iterable[int]) -> dict[int, str]:
        return dict(self.filter(pk__in=list(ids)).values_list("pk", "name"))


class Organization(models.Model):
    """A company, a school, an office: whom several customers of a brand belong to."""

    # No index of the brand alone: SQLite would sort all of a brand, where the index below gives
    # the order at once.
    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, related_name="organizations", db_index=False
    )
    name = models.CharField(_("Name"), max_length=200)
    note = models.TextField(_("Note"), blank=True, default="")
    # One that is not takes nobody in by its domains, and is not offered any more.
    is_active = models.BooleanField(_("In use"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["name", "id"], name="organizations_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def domain_names(self) -> list[str]:
        """The mail domains by which people join. Costs one query unless prefetched."""
        return [domain.name for domain in self.domains.all()]


class Domain(models.Model):
    """A mail domain whose people join an organization by themselves; within a brand it is one's."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="domains")
    # The organization's, once more: so the database itself keeps a domain to one of a brand.
    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    name = models.CharField(max_length=253)  # as it goes through DNS: lower case, xn-- for 한글

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "name"], name="one_organization_of_a_brand_a_domain"
            )
        ]

    def __str__(self) -> str:
        return self.name
