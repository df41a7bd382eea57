"""The queues are kept as the work says: what waits stands in them, what does not is gone."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists as There
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from maru.support.routing.choices import Because
from maru.support.routing.kinds import Kind
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
    new = list(kind.waits(waiting.filter(~There(rows)).order_by("pk")[:BATCH]))
    Queued.objects.bulk_create(
        [
            Queued(
                kind=kind.name, item=one.item, team_id=one.team, since=one.since,
                because=Because.NEW if one.is_new else Because.RETURNED,
            )
            for one in new
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return changed + len(new)


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
    """Let what was given to another team stand in its queue, waiting as long as before."""
    team = kind.waiting(teams).filter(pk=OuterRef("item")).values("team_id")[:1]
    rows = Queued.objects.filter(kind=kind.name).annotate(now=Subquery(team))
    moved = rows.filter(now__isnull=False).exclude(now=F("team_id"))
    changed = 0
    for row in moved[:BATCH]:
        row.team_id, row.because, row.outs = row.now, Because.MOVED, {}
        row.save(update_fields=["team", "because", "outs"])
        changed += 1
    return changed
