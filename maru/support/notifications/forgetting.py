from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from maru.kit.jobs import sweep
from maru.support.notifications.models import Notification

KEPT = timedelta(days=90)
BATCH = 1_000


@sweep("notifications.forgetting", every=3600)
def forget_old() -> int:
    """What happened stands in the tickets' histories; that somebody was told is soon forgotten."""
    old = Notification.objects.filter(created_at__lt=timezone.now() - KEPT).order_by("created_at")
    ids = list(old.values_list("pk", flat=True)[:BATCH])
    return Notification.objects.filter(pk__in=ids).delete()[0]
