"""The queues are kept as the work says: what waits stands in them, what does not is gone."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists as There
from django.db.models import OuterRef
from django.utils import timezone

from maru.support.routing.choices import Because
from maru.support.routing.kinds import Kind, Waits
from maru.support.routing.models import Offer, Queued
from maru.support.routing.offers.offer import OfferState

BATCH = 500


def keep_queue(kind: Kind, teams: Collection[int]) -> int:
    """Make the queues of ``teams`` hold what waits there, and no queue anything else; return how
    many rows changed. Three queries where nothing did."""
    waiting = kind.waiting(teams)
    changed = _go(kind, teams)
    changed += _follow(kind, teams)
    rows = Queued.objects.filter(kind=kind.name, item=OuterRef("pk"))
    new = [
        _queued(kind, one)
        for one in kind.waits(waiting.filter(~There(rows)).order_by("pk")[:BATCH])
    ]
    Queued.objects.bulk_create(new, ignore_conflicts=True)
    return changed + len(new)


def _queued(kind: Kind, one: Waits) -> Queued:
    row = Queued(
        kind=kind.name, item=one.item, team_id=one.team, since=one.since,
        because=Because.NEW if one.is_new else Because.RETURNED,
    )  # fmt: skip
    row.stand(one.priority, one.promised_at)
    return row


def _go(kind: Kind, teams: Collection[int]) -> int:
    """Forget what waits no longer, or not in one of ``teams``; what somebody is offered, too,
    where it waits in another team than theirs."""
    waits = kind.waiting(teams).filter(pk=OuterRef("item"))
    # What was handed to another team meanwhile is that team's to offer.
    here = waits.filter(team_id=OuterRef("team_id"))
    gone = Offer.objects.open().filter(~There(here), kind=kind.name)
    gone.update(state=OfferState.WITHDRAWN, answered_at=timezone.now())
    return Queued.objects.filter(~There(waits), kind=kind.name).delete()[0]


def _follow(kind: Kind, teams: Collection[int]) -> int:
    """Let what was given to another team stand in its queue, waiting as long as before, and what
    is more or less pressing now where it belongs. One query where nothing is."""
    as_kept = kind.waiting(teams).filter(
        pk=OuterRef("item"), team_id=OuterRef("team_id"), priority=OuterRef("priority"),
        promised_at=OuterRef("promised_at"),
    )  # fmt: skip
    changed = list(Queued.objects.filter(~There(as_kept), kind=kind.name)[:BATCH])
    if not changed:
        return 0
    now = kind.waiting(teams).filter(pk__in=[row.item for row in changed])
    values = {pk: told for pk, *told in now.values_list("pk", "team_id", "priority", "promised_at")}
    kept = [row for row in changed if row.item in values]  # the others are gone by the next look
    for row in kept:
        team, priority, promised_at = values[row.item]
        if team != row.team_id:
            row.team_id, row.because, row.outs = team, Because.MOVED, {}
        row.stand(priority, promised_at)
    columns = ["team", "because", "outs", "priority", "promised_at", "moment"]
    return Queued.objects.bulk_update(kept, columns)
