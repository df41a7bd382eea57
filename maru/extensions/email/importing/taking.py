"""The first step of an import: every mail safe in the blobs and known by a row, nothing filed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.conf import settings
from django.db import transaction

from maru.extensions.email.importing.finding import Found, Source, Unopenable
from maru.extensions.email.importing.heads import fields_of, is_sent, written_at
from maru.extensions.email.importing.imported_mail import ImportedMail, MailState
from maru.extensions.email.importing.mail_import import ImportState, MailImport
from maru.extensions.email.importing.sources import source_of
from maru.kit.blobs import store
from maru.kit.blobs.store import CHUNK
from maru.records.channels.models import Envelope

TOGETHER = 200  # mails in one commit ...
BYTES = 16_000_000  # ... of at most so many bytes

Tell = Callable[[MailImport], None]


def take(mail_import: MailImport, tell: Tell) -> None:
    """Store what its sources hold, from where it was left; then it is ready to be filed.

    Raises Stopped, Unopenable, Trouble, OSError, DatabaseError; what is stored
    stays, and the next try goes on behind it.
    """
    source = source_of(mail_import)
    with transaction.atomic():
        mail_import.hold(total=source.total, skipped=source.skipped)
    for batch in _batches(source, mail_import):
        _store(mail_import, batch)
        tell(mail_import)
    if not mail_import.found and not mail_import.doubles:
        raise Unopenable("nothing")
    mail_import.step_to(ImportState.FILING, read=mail_import.total)


def _batches(source: Source, mail_import: MailImport) -> Iterator[list[Found]]:
    batch: list[Found] = []
    size = 0
    for found in source.mails(mail_import.cursor):
        batch.append(found)
        size += found.size
        if len(batch) >= TOGETHER or size > BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _store(mail_import: MailImport, batch: list[Found]) -> None:
    rows = _kept(batch, mail_import)
    new = {row.sha256: row for row in rows}
    with transaction.atomic():
        mine = ImportedMail.objects.filter(mail_import=mail_import, sha256__in=new)
        for known in mine.values_list("sha256", flat=True):
            del new[known]
        here = Envelope.objects.filter(channel=mail_import.channel_id, sha256__in=new)
        for known in set(here.values_list("sha256", flat=True)):
            new[known].state = MailState.DOUBLE
        ImportedMail.objects.bulk_create(new.values())
        times = [row.at for row in rows]
        is_double = [row for row in new.values() if row.state == MailState.DOUBLE]
        mail_import.hold(
            cursor=batch[-1].cursor,
            read=batch[-1].read,
            found=mail_import.found + len(batch),
            doubles=mail_import.doubles + len(rows) - len(new) + len(is_double),
            first_at=min(times + [at for at in [mail_import.first_at] if at]),
            last_at=max(times + [at for at in [mail_import.last_at] if at]),
        )


def _kept(batch: list[Found], mail_import: MailImport) -> list[ImportedMail]:
    """Return a row for each mail, whose bytes are on disk now."""
    small = [found for found in batch if found.size <= settings.MAIL_MAX_BYTES]
    raws = [as_by_smtp(found.content.read()) for found in small]
    rows = [
        _row(mail_import, found, name, len(raw), raw)
        for found, name, raw in zip(small, store().put_many(raws), raws, strict=True)
    ]
    for found in batch:
        if found.size > settings.MAIL_MAX_BYTES:
            head = found.content.read(CHUNK)
            found.content.seek(0)
            chunks = iter(partial(found.content.read, CHUNK), b"")
            name, size = store().put_stream(chunks)
            rows.append(_row(mail_import, found, name, size, head))
        found.content.close()
    return rows


def _row(mail_import: MailImport, found: Found, name: str, size: int, raw: bytes) -> ImportedMail:
    fields = fields_of(raw)
    return ImportedMail(
        mail_import=mail_import,
        sha256=name,
        size=size,
        where=found.where[-300:],
        at=written_at(fields, found.at),
        is_sent=found.is_sent or is_sent(fields, ""),
        left=found.left[:500],
    )


def as_by_smtp(raw: bytes) -> bytes:
    """Return the mail with CRLF, so that it is known again however it was kept."""
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
