"""What waits too long in one team goes to another, once."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maru.support.routing.choices import Because
from maru.support.routing.kinds import Kind
from maru.support.routing.models import Queued, RoutingRule

BATCH = 50


def let_over(rule: RoutingRule, kind: Kind) -> int:
    """Hand to the other team what has waited here for longer than the rule says; return how much.
    It waits there as long as before, and comes back to no third. One query where nothing did."""
    if rule.overflow_to_id is None or rule.overflow_minutes is None:
        return 0
    before = timezone.now() - timedelta(minutes=rule.overflow_minutes)
    rows = Queued.objects.filter(kind=kind.name, team=rule.team_id, since__lte=before)
    late = list(rows.filter(is_over=False).order_by("since")[:BATCH])
    return sum(_hand(rule, kind, row) for row in late)


def _hand(rule: RoutingRule, kind: Kind, row: Queued) -> bool:
    with transaction.atomic():
        team = rule.overflow_to
        if team is None or not kind.hand_to(row.item, team, was=rule.team_id, by=rule):
            return False
        Queued.objects.filter(pk=row.pk).update(
            team=team, because=Because.OVERFLOW, is_over=True, outs={}, passed_by={}
        )
    return True
