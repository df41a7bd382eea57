"""A mail from the standard input of ``maru mail pipe``, and what its exit code tells the MTA."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import BinaryIO

from django.conf import settings
from django.db import DatabaseError

from maru.extensions.email.address_book import AddressBook
from maru.records.channels.acceptance import Letter, accept

# sysexits.h; an MTA sends the mail back at all but OK and TEMPFAIL.
OK, DATA_ERROR, NO_USER, TEMPFAIL = 0, 65, 67, 75
# How MTAs write the sender of a mail that comes from nobody: no machine may answer it (S5).
NOBODY = {"", "<>", "MAILER-DAEMON"}


def recipients(options: Iterable[str]) -> list[str]:
    """Return the addresses given as options, else those that MTAs put into the environment."""
    given = list(options)
    for name in ("ORIGINAL_RECIPIENT", "RECIPIENT", "LOCAL_PART_AND_DOMAIN"):
        if not given and os.environ.get(name):
            given = [os.environ[name]]
    return given


def take_in(source: BinaryIO, to: list[str], *, sender: str | None = None) -> tuple[int, str]:
    """Accept one mail durably; return the exit code and a sentence for the MTA's log.

    ``sender`` is the envelope's, as the MTA writes it; None: it does not say.
    OK is returned only after the commit (D1). Whatever might be otherwise later
    is TEMPFAIL: the MTA keeps the mail and comes again.
    """
    try:
        raw = source.read(settings.MAIL_MAX_BYTES + 1)
        if not raw:
            return DATA_ERROR, "There is no mail on the standard input."
        if len(raw) > settings.MAIL_MAX_BYTES:
            return DATA_ERROR, "The mail is larger than MARU_MAIL_MAX_MB."
        book = AddressBook()
        book.refresh()
        found = {a: book.channel_id(a) for a in to}
        strangers = [a for a, channel in found.items() if channel is None]
        if strangers or not found:
            return NO_USER, f"No mailbox here: {', '.join(strangers) or 'no recipient given'}."
        channels = tuple(dict.fromkeys(c for c in found.values() if c is not None))
        transport = {"by": "pipe", "mail_from": _sender(sender), "rcpt_to": to}
        accept([Letter(_plain(raw), channels, transport)])
    except (OSError, DatabaseError) as error:
        return TEMPFAIL, f"Not stored, please try again later: {error}"
    return OK, ""


def _sender(given: str | None) -> str:
    """Return the sender as SMTP would have brought it; "" when nobody said."""
    if given is None:
        return ""
    # Wild bytes of an argument are surrogates, which PostgreSQL does not take.
    return "<>" if given.strip() in NOBODY else given.encode("utf-8", "replace").decode()


def _plain(raw: bytes) -> bytes:
    """Return the mail as SMTP would have brought it: without mbox's first line, with CRLF."""
    if raw.startswith(b"From "):
        raw = raw.partition(b"\n")[2]
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
