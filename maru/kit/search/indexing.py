"""Making documents anew: what changed is claimed, read, analysed, and written at one go."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maru.kit.database.leases import claims, given_back, went_away
from maru.kit.jobs import sweep
from maru.kit.jobs.clock import waits_at_most
from maru.kit.search.analysing import analysis_name, initials_of, terms_beside
from maru.kit.search.document import Document
from maru.kit.search.outdated import SWEEP
from maru.kit.search.remaking import Remaking, gather
from maru.kit.search.source import Content, sources
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
        contents = source.read(ids) if source else {}
        made = _made(kind, contents)  # before the transaction: analysing takes its time
        with transaction.atomic():
            Remaking.take_turns()
            Document.objects.filter(kind=kind, object_id__in=ids).delete()
            _write(made)
            learn(document.said for document in made)
            _settle(rows)


def _made(kind: str, contents: Mapping[int, Content]) -> list[Document]:
    """Return the documents; only parts that are not known yet are analysed."""
    known: dict[tuple[int, str], list[str]] = {}
    mine = Document.objects.filter(kind=kind, object_id__in=contents, analysis=analysis_name())
    for document in mine:
        for name, terms in document.by_part():
            known[document.object_id, name] = terms
    missing = [
        (pk, part)
        for pk, content in contents.items()
        for part in content.parts
        if (pk, part.name) not in known
    ]
    analysed = terms_beside([part.text for _pk, part in missing])
    for (pk, part), terms in zip(missing, analysed, strict=True):
        short = initials_of(part.text) if part.is_name else []
        known[pk, part.name] = [*terms, *short]
    return [
        Document.made(
            kind, pk, content.moment,
            [(part.name, known[pk, part.name]) for part in content.parts],
            analysis_name(),
            content.marks,
        )
        for pk, content in contents.items()
    ]  # fmt: skip


def _write(documents: list[Document]) -> None:
    """Insert; two that fell on one key are told apart."""
    taken = set(
        Document.objects.filter(key__in=[d.key for d in documents]).values_list("key", flat=True)
    )
    for document in documents:
        while document.key in taken:
            document.key += 1
        taken.add(document.key)
    Document.objects.bulk_create(documents)


def _settle(rows: Iterable[Remaking]) -> None:
    """Forget what is done; what changed again meanwhile stays, and is due at once."""
    seen = Q()
    for row in rows:
        seen |= Q(pk=row.pk, mark=row.mark)
    if seen:
        Remaking.objects.filter(seen).delete()
        again = Remaking.objects.filter(pk__in=[row.pk for row in rows])
        again.update(lease_until=None, attempts=0)
