"""Making documents anew: what changed is claimed, read, analysed, and written at one go."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maru.kit.database.leases import claims, given_back, went_away
from maru.kit.jobs import sweep
from maru.kit.jobs.clock import waits_at_most
from maru.kit.search.document import Document
from maru.kit.search.making import made
from maru.kit.search.outdated import SWEEP
from maru.kit.search.remaking import Remaking, gather
from maru.kit.search.source import sources
from maru.kit.search.vocabulary import learn

log = logging.getLogger(__name__)

TOGETHER = 200  # documents of one claim
GIVES_WAY = 10.0  # seconds that mail on its way in or out goes first: it is found a little later
LEASE = timedelta(minutes=10)
PAUSE = timedelta(minutes=1)  # longer with each try that failed
LONGEST_PAUSE = timedelta(hours=1)

waits_at_most(Remaking.objects.all, LONGEST_PAUSE, lease=LEASE)


@sweep(SWEEP, every=5, may_take=120, gives_way=GIVES_WAY)
def index_outdated() -> int:
    """Make the documents anew that changed; return how many were looked at."""
    gather()
    waiting = Remaking.objects.all()
    return sum(_try(claimed) for claimed in claims(waiting, limit=TOGETHER, lease=LEASE))


def _try(claimed: list[Remaking]) -> int:
    try:
        with given_back(claimed):
            _index(claimed)
    except Exception as error:
        if len(claimed) > 1 or went_away(error):
            raise  # those that are suspects by then come one by one
        log.exception("%s cannot be indexed", claimed[0])
        _put_off(claimed[0])
    return len(claimed)


def _put_off(row: Remaking) -> None:
    pause = min(PAUSE * 2 ** min(row.attempts, 8), LONGEST_PAUSE)
    Remaking.objects.filter(row.is_mine()).update(due_at=timezone.now() + pause)


def _index(claimed: list[Remaking]) -> None:
    by_kind: defaultdict[str, list[Remaking]] = defaultdict(list)
    for row in claimed:
        by_kind[row.kind].append(row)
    for kind, rows in by_kind.items():
        source = sources().get(kind)
        ids = [row.object_id for row in rows]
        # Before the transaction: analysing takes its time.
        documents = made(source, source.read(ids)) if source else []
        with transaction.atomic():
            Remaking.take_turns()
            Document.objects.filter(kind=kind, object_id__in=ids).delete()
            Document.objects.bulk_create(documents)
            learn(document.said for document in documents)
            _settle(rows)


def _settle(rows: Iterable[Remaking]) -> None:
    """Forget what is done; what changed again meanwhile stays, and is due at once."""
    seen = Q()
    for row in rows:
        seen |= Q(pk=row.pk, mark=row.mark)
    if seen:
        Remaking.objects.filter(seen).delete()
        again = Remaking.objects.filter(pk__in=[row.pk for row in rows])
        again.update(lease_until=None, attempts=0)
