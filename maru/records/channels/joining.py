"""Pieces become one mail: a further envelope, opened within the limits of any other."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maru.kit.blobs import store
from maru.kit.database.leases import AT_ONCE, claims, given_back, went_away
from maru.kit.jobs import bell, sweep
from maru.kit.mailparse.limits import MAX_RAW, Unreadable
from maru.kit.mailparse.pieces import joined
from maru.records.channels.metrics import ENVELOPES
from maru.records.channels.models import Envelope, MailPiece, PiecedMail
from maru.records.channels.pieced import JOINED_FROM, PROVEN, Pieces

log = logging.getLogger(__name__)

TOGETHER = 10  # in one claim
LEASE = timedelta(minutes=5)
PAUSE = timedelta(minutes=1)
TRIES = 5
DEATHS = 10  # tries without an end, after which it is not tried any more


@sweep("channels.pieces", every=3)
def join_ready() -> int:
    """Put together what is complete, what may end the worker last; return how many were seen."""
    ready = PiecedMail.objects.filter(state=Pieces.READY)
    return sum(_join_all(claimed) for claimed in claims(ready, limit=TOGETHER, lease=LEASE))


def _join_all(claimed: list[PiecedMail]) -> int:
    with given_back(claimed):
        for mail in claimed:
            if mail.attempts > DEATHS:
                _end(mail, Pieces.FAILED, reason="failed")
                continue
            try:
                _join(mail)
            except Unreadable as why:
                _end(mail, Pieces.FAILED, reason=why.reason)
            except Exception as error:
                if went_away(error):
                    raise
                log.exception("Pieced mail %s could not be put together", mail.pk)
                _put_off(mail)
    return len(claimed)


def _join(mail: PiecedMail) -> None:
    pieces = _each_once(mail)
    if sum(piece.envelope.size for piece in pieces) > MAX_RAW:
        raise Unreadable("too_large")
    with ExitStack() as files:
        opened = [files.enter_context(store().open(p.envelope.sha256)) for p in pieces]
        sha256, size = store().put_stream(joined(opened))
    with transaction.atomic():
        # The same bytes by the same channel are the same envelope, so whoever is killed here or
        # comes late makes no second one (D2).
        if not _end(mail, Pieces.JOINED):
            return
        first = pieces[0]
        transport = {
            "mail_from": first.envelope.transport.get("mail_from", ""),
            JOINED_FROM: [piece.envelope_id for piece in pieces],
            PROVEN: first.proven,
        }
        envelope = Envelope(
            channel_id=mail.channel_id,
            sha256=sha256,
            size=size,
            transport=transport,
            due_at=AT_ONCE,
        )
        Envelope.objects.bulk_create([envelope], ignore_conflicts=True)
        made = Envelope.objects.get(channel=mail.channel_id, sha256=sha256)
        PiecedMail.objects.filter(pk=mail.pk).update(joined=made)
        bell.ring("channels.envelopes")
    ENVELOPES.labels("received").inc()


def _each_once(mail: PiecedMail) -> list[MailPiece]:
    """Return the pieces in order; of those that came twice, what came first."""
    first: dict[int, MailPiece] = {}
    rows = mail.pieces.filter(number__lte=mail.total or 0).select_related("envelope")
    for piece in rows.order_by("pk"):
        first.setdefault(piece.number, piece)
    return [first[number] for number in sorted(first)]


def _end(mail: PiecedMail, state: str, *, reason: str = "") -> bool:
    mine = PiecedMail.objects.filter(mail.is_mine(), state=Pieces.READY)
    return bool(mine.update(state=state, reason=reason, lease_until=None))


def _put_off(mail: PiecedMail) -> None:
    if mail.attempts >= TRIES:
        _end(mail, Pieces.FAILED, reason="failed")
        return
    PiecedMail.objects.filter(mail.is_mine()).update(
        due_at=timezone.now() + PAUSE, lease_until=None
    )
