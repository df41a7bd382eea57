from __future__ import annotations

from datetime import datetime

from maru.kit.webhooks.call import CallState
from maru.kit.webhooks.models import Call


def tell_nothing_of_before(made_at: datetime) -> int:
    """After a restore: what waited may have been told since; it stands in the log to be
    repeated."""
    waiting = Call.objects.filter(state=CallState.WAITING)
    return waiting.update(state=CallState.FAILED, trouble="restored")
