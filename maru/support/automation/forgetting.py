"""What rules did is forgotten after MARU_KEEP_FIRINGS days; their counters stay."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from maru.kit.jobs import sweep
from maru.support.automation.models import Firing, Halt

BATCH = 500
LEAST = 31  # days: until then it can be taken back, and a timer may ask whether it was done


@sweep("automation.forgetting", every=60, gives_way=5.0)
def forget_old() -> int:
    """Forget one batch, the oldest first; return how many were forgotten."""
    before = timezone.now() - timedelta(days=max(LEAST, settings.KEEP_FIRINGS))
    Halt.objects.filter(lifted_at__lt=before).delete()
    oldest = Firing.objects.filter(at__lt=before).order_by("at")
    keys = list(oldest.values_list("pk", flat=True)[:BATCH])
    return Firing.objects.filter(pk__in=keys).delete()[0] if keys else 0
