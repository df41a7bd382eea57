from __future__ import annotations

from typing import Protocol

from django.db import models

from maru.staff.company.calendar import Calendar
from maru.staff.company.languages import LANGUAGES


class Viewer(Protocol):
    """A member, as this lower app knows one."""

    @property
    def brand_ids(self) -> list[int]: ...
    @property
    def sees_company(self) -> bool: ...


class BrandQuerySet(models.QuerySet["Brand"]):
    def visible_to(self, member: Viewer) -> BrandQuerySet:
        """Return the brands ``member`` works for; all for who manages the company."""
        return self if member.sees_company else self.filter(pk__in=member.brand_ids)


class Brand(models.Model):
    """A name that the company shows to customers, with its own manners."""

    name = models.CharField(max_length=120, unique=True)
    language = models.CharField(max_length=5, choices=LANGUAGES, default="ko")
    signature = models.TextField(blank=True, default="")
    calendar = models.ForeignKey(Calendar, null=True, blank=True, on_delete=models.PROTECT)
    # Days after solving within which a customer's reply reopens the ticket;
    # later it opens a linked follow-up.
    reopen_days = models.PositiveSmallIntegerField(default=14)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BrandQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
