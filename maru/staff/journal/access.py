from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.http import HttpRequest

from maru.staff.journal.event import Actor


class AccessRecord(models.Model):
    """One reading of customers' data: who, when, from where, whose, what (접속기록)."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    member_id = models.BigIntegerField(db_index=True)
    member_name = models.CharField(max_length=200)
    address = models.GenericIPAddressField(null=True)
    what = models.CharField(max_length=40)  # ticket, customer, list, file, raw, export
    subject_id = models.BigIntegerField(null=True)
    customers = models.JSONField(default=list)  # ids of those whose data was shown

    class Meta:
        ordering = ["-id"]

    @classmethod
    def note(
        cls,
        request: HttpRequest,
        what: str,
        *,
        by: Actor,
        customers: Iterable[int | None],
        subject_id: int | None = None,
    ) -> None:
        """Write down that ``by`` was shown data of these customers. Nothing when there are none.

        Costs one query.
        """
        shown = sorted({c for c in customers if c is not None})
        if shown:
            cls.objects.create(
                member_id=by.actor_id,
                member_name=by.actor_name[:200],
                address=request.META.get("REMOTE_ADDR") or None,
                what=what,
                subject_id=subject_id,
                customers=shown,
            )
