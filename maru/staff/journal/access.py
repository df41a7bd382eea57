from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.http import HttpRequest

from maru.kit.database.unhurried import unhurried
from maru.staff.journal.event import Actor
from maru.staff.journal.owed import write_or_owe

NAMED = 100  # customers that the record of a large reading names itself
MANY = 5_000  # rows of one statement
OWED = timedelta(seconds=1)  # later than that it was owed, and keeps the time of the reading


@dataclass(frozen=True)
class Reading:
    """What was shown, of which customers: None among them is nobody."""

    what: str
    customers: Iterable[int | None]
    subject_id: int | None = None


class AccessQuerySet(models.QuerySet["AccessRecord"]):
    def of_customers(self, customers: Iterable[int]) -> AccessQuerySet:
        """Return the readings in which any of these customers was shown."""
        shown = AccessedCustomer.objects.filter(customer_id__in=list(customers))
        return self.filter(pk__in=shown.values("record"))


class AccessRecord(models.Model):
    """One reading of customers' data: who, when, from where, whose, what (접속기록)."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    member_id = models.BigIntegerField()
    member_name = models.CharField(max_length=200)
    address = models.GenericIPAddressField(null=True)
    what = models.CharField(max_length=40)  # ticket, customer, list, file, raw, export
    subject_id = models.BigIntegerField(null=True)
    customers = models.JSONField(default=list)  # ids of those whose data was shown
    # So many they were, where ``customers`` names only the first; None: all of them.
    total = models.PositiveIntegerField(null=True)

    objects = AccessQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["member_id", "-id"], name="readings_of_member")]

    @classmethod
    def note(
        cls,
        request: HttpRequest,
        what: str,
        *,
        by: Actor,
        customers: Iterable[int | None],
        subject_id: int | None = None,
        along: Callable[[], None] | None = None,
    ) -> None:
        """Write down that ``by`` was shown data of these customers. Nothing when there are none.

        On a full disk it is owed (``owed``), so that reading goes on. Costs two queries, and no
        wait for the disk (``unhurried``). What ``along`` writes goes along in the transaction.
        """
        cls.note_all(request, Reading(what, customers, subject_id), by=by, along=along)

    @classmethod
    def note_many(
        cls,
        what: str,
        *,
        by: Actor,
        subject_id: int,
        customers: Iterable[int],
        total: int,
        address: str | None = None,
    ) -> None:
        """Write down, in the current transaction, that ``by`` was shown data of many customers.

        The record names the first; who looks for any of them finds it. Costs a query for each
        5,000, and holds no more of them in memory.
        """
        with transaction.atomic():
            record = cls.objects.create(
                member_id=by.actor_id, member_name=by.actor_name[:200], address=address,
                what=what, subject_id=subject_id, total=total,
            )  # fmt: skip
            each, named = iter(customers), list[int]()
            while some := list(islice(each, MANY)):
                named += some[: NAMED - len(named)]
                AccessedCustomer.objects.bulk_create(
                    AccessedCustomer(record=record, customer_id=customer) for customer in some
                )
            cls.objects.filter(pk=record.pk).update(customers=named)

    @classmethod
    def note_all(
        cls,
        request: HttpRequest,
        *readings: Reading,
        by: Actor,
        along: Callable[[], None] | None = None,
    ) -> None:
        """As ``note``, for what one page shows of several kinds: in one transaction."""
        facts = [
            {
                "member_id": by.actor_id,
                "member_name": by.actor_name[:200],
                "address": request.META.get("REMOTE_ADDR") or None,
                "what": reading.what,
                "subject_id": reading.subject_id,
                "customers": shown,
            }
            for reading in readings
            if (shown := sorted({c for c in reading.customers if c is not None}))
        ]
        if not facts:
            return
        told = "; ".join(
            f"read {one['what']} {one['subject_id'] or ''} of customers {one['customers']}"
            for one in facts
        )
        write_or_owe(lambda at: cls._write(facts, at, along), f"member {by.actor_id} {told}")

    @classmethod
    def _write(
        cls, readings: list[dict[str, Any]], at: datetime, along: Callable[[], None] | None
    ) -> None:
        with unhurried():
            if along is not None:
                along()
            for facts in readings:
                record = cls.objects.create(**facts)
                if at < record.at - OWED:
                    cls.objects.filter(pk=record.pk).update(at=at)
                AccessedCustomer.objects.bulk_create(
                    AccessedCustomer(record=record, customer_id=customer)
                    for customer in facts["customers"]
                )


class AccessedCustomer(models.Model):
    """One customer of one reading: by this "who looked at them?" is answered without a scan."""

    record = models.ForeignKey(AccessRecord, on_delete=models.CASCADE, db_index=False)
    customer_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["customer_id", "-record"], name="readings_of_customer")]
