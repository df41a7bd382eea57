from __future__ import annotations

from django.db import models

from maru.staff.company.calendar import Calendar
from maru.staff.company.languages import LANGUAGES


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

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
