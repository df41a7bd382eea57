"""After a restore: what rules were about to do then, they may have done since."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from maru.support.automation.models import Rule, Stir
from maru.support.automation.rule import RuleKind


def forget_waiting(made_at: datetime) -> int:
    """Ask no rule about what happened before the backup, and no timer about what passed since;
    return how many events that were."""
    timers = Rule.objects.on().filter(kind=RuleKind.TIMER)
    timers.update(on_since=timezone.now(), next_at=None)
    return Stir.objects.all().delete()[0]
