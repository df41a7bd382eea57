"""The mail listener: takes mail for our mailboxes, and nothing else from anybody."""

from __future__ import annotations

import asyncio
import errno
import logging
import re
import ssl
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import DatabaseError

from maru.extensions.email.address_book import AddressBook
from maru.records.channels.acceptance import Counter, Letter

log = logging.getLogger(__name__)

RECIPIENTS = 100  # RFC 5321 4.5.3.1.8: at least that many
IDLE = 120.0  # seconds without a command
BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")

BUSY = "451 4.3.0 Not stored, please try again later"
FULL = "452 4.3.1 Not enough storage, please try again later"


class Listener(SMTP):  # type: ignore[misc]
    # Real mail has lines far beyond the 998 of RFC 5322; they are read, not refused.
    line_length_limit = 1 << 20


class Reception:
    """What the listener does with commands: aiosmtpd calls the handle_ methods."""

    def __init__(self, counter: Counter, book: AddressBook) -> None:
        self._counter, self._book = counter, book

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        try:
            if self._book.is_stale:
                await asyncio.to_thread(self._book.refresh)
        except DatabaseError:
            log.exception("The addresses could not be read")
            return BUSY
        if self._book.channel_id(address) is None:
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw: bytes = bytes(envelope.original_content or b"")
        if BARE.search(raw):
            # A lone CR or LF is how one mail is smuggled inside another (S11).
            return "550 5.6.0 Bare CR or LF is not allowed (RFC 5321 2.3.8)"
        channels = {self._book.channel_id(address) for address in envelope.rcpt_tos}
        letter = Letter(
            raw=raw,
            channel_ids=tuple(sorted(c for c in channels if c is not None)),
            transport={
                "mail_from": envelope.mail_from or "",
                "rcpt_to": envelope.rcpt_tos,
                "peer": str(session.peer[0]) if session.peer else "",
                "helo": session.host_name or "",
            },
        )
        try:
            await asyncio.wrap_future(self._counter.hand_in(letter))
        except OSError as error:
            log.error("Mail refused, the disk says: %s", error)
            return FULL if error.errno in {errno.ENOSPC, errno.EDQUOT} else BUSY
        except Exception:
            log.exception("Mail refused")
            return BUSY
        return "250 2.0.0 Stored"

    async def handle_exception(self, error: Exception) -> str:
        log.error("Mail listener: %r", error)
        return BUSY


async def listen(host: str, port: int, counter: Counter) -> asyncio.Server:
    """Open the mail port and return its server. Raises OSError when the port is taken."""
    reception = Reception(counter, AddressBook())
    tls = _tls_context()
    loop = asyncio.get_running_loop()

    def protocol() -> Any:
        return Listener(
            reception,
            data_size_limit=settings.MAIL_MAX_BYTES,
            enable_SMTPUTF8=True,
            decode_data=False,
            hostname="maru",
            ident="Maru",
            tls_context=tls,
            timeout=IDLE,
            loop=loop,
        )

    return await loop.create_server(protocol, host, port)


def _tls_context() -> ssl.SSLContext | None:
    if not settings.SMTP_CERT:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(settings.SMTP_CERT, settings.SMTP_KEY or None)
    return context
