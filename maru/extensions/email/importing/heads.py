"""What must be known of a mail before it is read: its date, and whether we sent it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime

from django.utils import timezone

HEAD = 65_536  # bytes that are looked at
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

_SENT = {"sent", "sent items", "sent mail", "sent messages", "sentmail", "보낸편지함",
         "보낸 편지함", "보낸메일함", "보낸 메일함", "보낸편지", "送信済み"}  # fmt: skip
_ENDINGS = (".mbox", ".eml", ".zip", "/mbox")


def fields_of(raw: bytes) -> dict[str, str]:
    """Return the first header field of each name, in lower case."""
    head = re.split(rb"\r?\n\r?\n", raw[:HEAD], maxsplit=1)[0]
    lines = re.sub(rb"\r?\n[ \t]+", b" ", head).splitlines()
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        if colon:
            found.setdefault(
                name.decode("latin-1").strip().lower(), value.decode("latin-1").strip()
            )
    return found


def written_at(fields: dict[str, str], hint: datetime | None) -> datetime:
    """Return when the mail was written: its own date if that can be, else ``hint`` (of the mailbox
    or the mbox), else the newest stamp of a server, else now."""
    stamp = fields.get("received", "").rpartition(";")[2]
    for moment in (_date(fields.get("date", "")), hint, _date(stamp)):
        if moment and EARLIEST < moment < timezone.now() + timedelta(days=1):
            return moment
    return timezone.now()


def is_sent(fields: dict[str, str], where: str) -> bool:
    """Return whether the mail lay among what we sent: by its folder, or by Google's labels."""
    labels = fields.get("x-gmail-labels", "")[:2_000]
    if "=?" in labels:
        try:
            labels = str(make_header(decode_header(labels)))
        except (ValueError, LookupError):
            labels = ""
    return is_sent_folder(where) or any(
        label.strip().lower() in _SENT for label in labels.split(",")
    )


def is_sent_folder(name: str) -> bool:
    """Return whether a folder or file is named as mail programs name the folder of sent mail."""
    name = name.lower()
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    parts = {part.strip() for part in re.split(r"[/\\.]", name)}
    return not _SENT.isdisjoint(parts)


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value[:200])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
