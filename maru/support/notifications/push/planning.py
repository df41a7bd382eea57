"""What is to be pushed becomes a row for each browser, unless it was read by then."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maru.kit.jobs import bell, sweep
from maru.support.notifications.notification import Notification, is_held_back
from maru.support.notifications.push.push import Push
from maru.support.notifications.reason import WEIGHT, Reason

BATCH = 100
# What one step gives is counted while it goes on: it is told once there is a little more of it.
GATHERS = timedelta(seconds=20)


@sweep("notifications.push", every=5)
def plan_pushes() -> int:
    """Queue what is due: one for what one ticket has to tell one member."""
    gathering = Q(ticket=None, created_at__gt=timezone.now() - GATHERS)
    rows = Notification.objects.filter(~is_held_back(), ~gathering, push_due=True)
    due = list(rows.order_by("id")[:BATCH])
    of: dict[tuple[int, int | None], list[int]] = {}
    for row in due:
        of.setdefault((row.member_id, row.ticket_id), []).append(row.pk)
    for ids in of.values():
        _plan(ids)
    return len(due)


def _plan(ids: list[int]) -> None:
    rows = Notification.objects.filter(pk__in=ids, push_due=True)
    with transaction.atomic():
        held = list(rows.select_for_update(of=["self"], no_key=True).select_related("member"))
        rows.update(push_due=False)
        unread = [row for row in held if row.read_at is None]
        if not unread:
            return
        row = max(unread, key=lambda each: (WEIGHT[Reason(each.reason)], each.pk))
        if Push.to_all(row):
            bell.ring("notifications.pushes")
