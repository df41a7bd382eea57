"""The second step of an import: what was stored becomes tickets, in the order of its dates."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from maru.extensions.email.importing.imported_mail import (
    ImportedCustomer,
    ImportedMail,
    MailState,
)
from maru.extensions.email.importing.mail_import import ImportState, MailImport, Stopped
from maru.extensions.email.importing.taking import Tell
from maru.extensions.email.mailbox_folder import LEFT
from maru.records.channels.connectors import Unreadable, connector_for
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.incoming import Incoming
from maru.records.channels.intake import READERS
from maru.records.channels.metrics import ENVELOPES
from maru.records.channels.models import Envelope
from maru.records.channels.reception import Arrival
from maru.support.tickets.importing.past import Past
from maru.support.tickets.importing.receiving import Received, are_here, receive_past

log = logging.getLogger(__name__)

TOGETHER = 200  # mails in one commit ...
BYTES = 64_000_000  # ... of at most so many bytes
TRIES = 3  # for a mail that the reader leaves without an answer


@dataclass
class Read:
    """A mail that was read, or the reason why it goes into quarantine."""

    row: ImportedMail
    envelope: Envelope
    incoming: Incoming | None = None


def file_all(mail_import: MailImport, tell: Tell) -> None:
    """File what waits, the oldest first; while one batch is written the next is read.

    Raises Stopped, OSError or DatabaseError; the next try goes on from there.
    """
    _ = mail_import.channel.brand  # loaded here: the threads ask no database
    with ThreadPoolExecutor(READERS, thread_name_prefix="import") as pool:
        earlier: list[Future[Read]] = []
        for batch in _batches(mail_import):
            reading = [pool.submit(_read, row, mail_import) for row in batch]
            _write([future.result() for future in earlier], mail_import)
            tell(mail_import)
            earlier = reading
        _write([future.result() for future in earlier], mail_import)
        tell(mail_import)
    mail_import.step_to(ImportState.DONE)


def _batches(mail_import: MailImport) -> Iterator[list[ImportedMail]]:
    waiting = ImportedMail.objects.filter(mail_import=mail_import, state=MailState.FOUND)
    behind = Q()
    while rows := list(waiting.filter(behind).order_by("at", "id")[:TOGETHER]):
        size = 0
        for number, row in enumerate(rows):
            size += row.size
            if size > BYTES and number:
                rows = rows[:number]
                break
        yield rows
        last = rows[-1]
        behind = Q(at__gt=last.at) | Q(at=last.at, id__gt=last.pk)


def _read(row: ImportedMail, mail_import: MailImport) -> Read:
    past = Past(
        of=mail_import.pk,
        name=mail_import.name,
        where=row.where,
        at=row.at,
        is_sent=row.is_sent,
        ours=tuple(mail_import.ours),
        solve_before=mail_import.solve_before,
    )
    left = {LEFT: row.left} if row.left else {}
    envelope = Envelope(
        channel=mail_import.channel,
        sha256=row.sha256,
        size=row.size,
        transport={**past.as_transport(), **left},
        opened_at=timezone.now(),
        due_at=None,
    )
    if row.size > settings.MAIL_MAX_BYTES:
        return _aside(row, envelope, "too_large", f"{row.size} bytes")
    why: Exception | None = None
    for attempt in range(1, TRIES + 1):
        envelope.attempts = attempt
        try:
            incoming = connector_for(envelope.channel.kind).open(envelope)
        except Unreadable as error:
            return _aside(row, envelope, error.reason, error.detail)
        except Exception as error:
            why = error
        else:
            envelope.state = EnvelopeState.OPENED
            return Read(row, envelope, incoming)
    return _aside(row, envelope, "failed", f"{type(why).__name__}: {why}")


def _aside(row: ImportedMail, envelope: Envelope, reason: str, detail: str) -> Read:
    envelope.state, envelope.opened_at = EnvelopeState.QUARANTINED, None
    envelope.reason, envelope.detail = reason, detail[:2000]
    return Read(row, envelope)


def _write(read: list[Read], mail_import: MailImport) -> None:
    """Write all in one commit; if that fails, each in its own, so that one spoils no other."""
    if not read:
        return
    try:
        _commit(read, mail_import)
    except (Stopped, OperationalError, InterfaceError):
        raise
    except IntegrityError:
        # Somebody else met the same customer or the same mail in this very moment.
        _commit_each(read, mail_import)
    except Exception as error:
        if len(read) == 1:
            log.exception("Imported mail %s could not be filed", read[0].row.pk)
            why = f"{type(error).__name__}: {error}"
            _commit([_aside(read[0].row, read[0].envelope, "failed", why)], mail_import)
        else:
            _commit_each(read, mail_import)


def _commit_each(read: list[Read], mail_import: MailImport) -> None:
    for one in read:
        one.envelope.pk = None
        try:
            _commit([one], mail_import)
        except (Stopped, OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.exception("Imported mail %s could not be filed", one.row.pk)
            one.envelope.pk = None
            why = f"{type(error).__name__}: {error}"
            _commit([_aside(one.row, one.envelope, "failed", why)], mail_import)


def _commit(read: list[Read], mail_import: MailImport) -> None:
    with transaction.atomic():
        new = _without_doubles(read, mail_import)
        Envelope.objects.bulk_create(one.envelope for one in new)
        arrivals = [Arrival(one.envelope, one.incoming) for one in new if one.incoming]
        received = receive_past(arrivals) if arrivals else Received()
        ImportedCustomer.objects.bulk_create(
            ImportedCustomer(mail_import=mail_import, customer_id=pk) for pk in received.customers
        )
        _mark(read, new, mail_import)
        mail_import.hold(
            messages=mail_import.messages + received.messages,
            tickets=mail_import.tickets + received.tickets,
            quarantined=mail_import.quarantined + len(new) - len(arrivals),
            doubles=mail_import.doubles + len(read) - len(new),
        )
    ENVELOPES.labels("opened").inc(len(arrivals))


def _without_doubles(read: list[Read], mail_import: MailImport) -> list[Read]:
    """Leave out what came in by another way since it was found, byte for byte or nearly so."""
    names = {one.row.sha256 for one in read}
    here = Envelope.objects.filter(channel=mail_import.channel_id, sha256__in=names)
    known = set(here.values_list("sha256", flat=True))
    opened = [Arrival(one.envelope, one.incoming) for one in read if one.incoming]
    same = {
        one.envelope.sha256
        for one, is_here in zip(opened, are_here(opened), strict=True)
        if is_here
    }
    return [one for one in read if one.row.sha256 not in known | same]


def _mark(read: list[Read], new: list[Read], mail_import: MailImport) -> None:
    rows = ImportedMail.objects.filter(pk__in=[one.row.pk for one in read])
    kept = {one.row.pk for one in new}
    rows.exclude(pk__in=kept).update(state=MailState.DOUBLE)
    envelope = Envelope.objects.filter(
        channel=mail_import.channel_id, sha256=OuterRef("sha256")
    ).values("pk")
    rows.filter(pk__in=kept).update(state=MailState.HANDLED, envelope=Subquery(envelope))
