"""What nobody needs any more goes: steps that were only looked at, and what tickets were before
steps of a month ago. That they were done, and what became of each ticket, stays in the history."""

from __future__ import annotations

from django.utils import timezone

from maru.kit.jobs import sweep
from maru.support.bulk.bulk_change import KEPT, LOOKED_AT
from maru.support.bulk.models import BulkChange, BulkPart

AT_ONCE = 200  # parts of one statement


@sweep("bulk.forgetting", every=3600)
def forget() -> int:
    now = timezone.now()
    unbegun = BulkChange.objects.filter(errand=None, created_at__lt=now - LOOKED_AT)
    old = BulkChange.objects.filter(created_at__lt=now - KEPT).exclude(errand=None)
    for changes in (unbegun, old):
        parts = BulkPart.objects.filter(of__in=changes.values("pk")).order_by()
        if some := list(parts.values_list("pk", flat=True)[:AT_ONCE]):
            return BulkPart.objects.filter(pk__in=some).delete()[0]
    unbegun.delete()
    return 0
