from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from maru.kit.database.leases import Leased
from maru.records.channels.models import Channel
from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

AGAIN = timedelta(days=1)


class SendingDomainQuerySet(models.QuerySet["SendingDomain"]):
    def visible_to(self, member: Member) -> SendingDomainQuerySet:
        """Return the domains of the addresses of the brands that ``member`` sets up."""
        if not member.can(Power.COMPANY):
            return self.none()
        return self.filter(name__in=domains_of(Brand.objects.visible_to(member)))


class SendingDomain(Leased):
    """A domain that our mail comes from, and what its DNS was last seen to say."""

    name = models.CharField(max_length=253, unique=True)  # lower case, ASCII
    findings = models.JSONField(default=list)  # of the last check, see checking.py
    checked_at = models.DateTimeField(null=True)

    objects = SendingDomainQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def find_all(cls) -> None:
        """Have a row for each domain of our mail addresses. Costs two queries if all are there."""
        missing = domains_of(Brand.objects.all()) - set(cls.objects.values_list("name", flat=True))
        if missing:
            cls.objects.bulk_create([cls(name=name) for name in missing], ignore_conflicts=True)

    @property
    def channels(self) -> list[Channel]:
        """The active mail addresses of this domain."""
        mail = Channel.objects.filter(kind="email", is_active=True).select_related("brand")
        return [channel for channel in mail if domain_of(channel.address) == self.name]

    @property
    def verdict(self) -> str:
        """The worst of the findings: bad, unknown, warn, good; "" before the first check."""
        given = {str(each["verdict"]) for each in self.findings}
        return next((v for v in ("bad", "unknown", "warn", "good") if v in given), "")

    def keep(self, findings: list[dict[str, Any]]) -> None:
        """Write down what a check found; the next comes by itself a day later."""
        now = timezone.now()
        self.findings, self.checked_at, self.due_at = findings, now, now + AGAIN
        self.lease_until, self.attempts = None, 0
        self.save()


def domain_of(address: str) -> str:
    """Return the domain of an address as the DNS knows it, "" for one that it cannot know."""
    domain = address.rpartition("@")[2].lower()
    try:
        return domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        return ""


def domains_of(brands: models.QuerySet[Brand]) -> set[str]:
    mail = Channel.objects.filter(kind="email", brand__in=brands)
    return {domain_of(address) for address in mail.values_list("address", flat=True)} - {""}
