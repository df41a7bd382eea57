"""A dry run: what an import would bring, without keeping anything."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction

from maru.extensions.email.importing.finding import Found, Source, Unopenable
from maru.extensions.email.importing.heads import fields_of, written_at
from maru.extensions.email.importing.mail_import import ImportState, MailImport
from maru.extensions.email.importing.sources import source_of
from maru.extensions.email.importing.taking import TOGETHER, Tell, as_by_smtp
from maru.records.channels.models import Envelope
from maru.support.tickets.models import Message


def count(mail_import: MailImport, tell: Tell) -> None:
    """Count mails, doubles and their dates; begins anew each time. Raises as ``take`` does."""
    source = source_of(mail_import)
    seen: set[bytes] = set()  # 32 bytes a mail
    with transaction.atomic():
        mail_import.hold(
            total=source.total, skipped=source.skipped, found=0, doubles=0, read=0,
            first_at=None, last_at=None,
        )  # fmt: skip
    for batch in _batches(source):
        _count(mail_import, batch, seen)
        tell(mail_import)
    if not mail_import.found:
        raise Unopenable("nothing")
    mail_import.step_to(ImportState.COUNTED, read=mail_import.total)


def _batches(source: Source) -> Iterator[list[Found]]:
    batch: list[Found] = []
    for found in source.mails({}):
        batch.append(found)
        if len(batch) >= TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def _count(mail_import: MailImport, batch: list[Found], seen: set[bytes]) -> None:
    digests, ids, times, doubles = [], [], [], 0
    for found in batch:
        raw = as_by_smtp(found.content.read(settings.MAIL_MAX_BYTES))
        found.content.close()
        fields, digest = fields_of(raw), hashlib.sha256(raw).digest()
        times.append(written_at(fields, found.at))
        if digest in seen:
            doubles += 1
            continue
        seen.add(digest)
        digests.append(digest.hex())
        ids.append(fields.get("message-id", "").strip("<> ")[:255])
    doubles += _are_here(mail_import, digests, ids)
    with transaction.atomic():
        mail_import.hold(
            read=batch[-1].read,
            found=mail_import.found + len(batch),
            doubles=mail_import.doubles + doubles,
            first_at=min(times + [at for at in [mail_import.first_at] if at]),
            last_at=max(times + [at for at in [mail_import.last_at] if at]),
        )


def _are_here(mail_import: MailImport, digests: list[str], ids: list[str]) -> int:
    """Return how many are here already by their bytes or, as near as that goes, their name."""
    envelopes = Envelope.objects.filter(channel=mail_import.channel_id, sha256__in=digests)
    bytes_here = set(envelopes.values_list("sha256", flat=True))
    messages = Message.objects.filter(
        ticket__brand=mail_import.channel.brand_id, message_id__in={i for i in ids if i}
    )
    ids_here = set(messages.values_list("message_id", flat=True))
    pairs = zip(digests, ids, strict=True)
    return sum(digest in bytes_here or name in ids_here for digest, name in pairs)
