"""Whoever opens the link reads the address: what it named may come in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maru.extensions.webform.models import Submission
from maru.kit.jobs import sweep
from maru.kit.throttling.throttle import Throttle
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.unconfirmed import confirm, expire

GUESSES = Throttle("web-form-link", limit=30, window=timedelta(minutes=15))
TOGETHER = 200


def confirm_by_link(submission: Submission, chosen: Iterable[int]) -> int:
    """Let in those of ``chosen`` that wait beside ``submission``; return how many came in."""
    wanted = set(chosen)
    return sum(_confirm(one) for one in submission.siblings() if one.pk in wanted)


def _confirm(one: Submission) -> bool:
    with transaction.atomic():
        if not confirm(one.envelope):
            return False
        Submission.objects.filter(pk=one.pk).update(confirmed_at=timezone.now(), due_at=None)
    return True


@sweep("webform.expiry", every=60)
def expire_late() -> int:
    """Discard what nobody confirmed in time, visibly; return how many were looked at."""
    late = Submission.objects.filter(
        envelope__state=EnvelopeState.UNCONFIRMED, expires_at__lte=timezone.now()
    )
    found = list(late.select_related("envelope").order_by("expires_at")[:TOGETHER])
    expire(one.envelope for one in found)
    return len(found)
