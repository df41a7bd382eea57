"""The mail listener: takes mail for our mailboxes, and nothing else from anybody."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import ssl
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from django.conf import settings
from django.db import DatabaseError

from maru.extensions.email.address_book import AddressBook
from maru.extensions.email.content import Endless, read_content
from maru.extensions.email.metrics import ANSWERS, SESSIONS
from maru.extensions.email.room import STAY, Crowded, Holding, Room
from maru.kit.database.full import is_full
from maru.records.channels.acceptance import Counter, Letter

log = logging.getLogger(__name__)

RECIPIENTS = 100  # RFC 5321 4.5.3.1.8: at least that many
IDLE = 120.0  # seconds without a command, or without 64 KB of a mail
BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")

BUSY = "451 4.3.0 Not stored, please try again later"
CROWDED = "421 4.3.2 Too much mail at once, please try again later"
ENDLESS = "421 4.7.0 Far too much data, goodbye"
FULL = "452 4.3.1 Not enough storage, please try again later"


class Listener(SMTP):
    """One connection. Differs from aiosmtpd's in how content is read: lines of any length,
    in pieces, and not for ever."""

    line_length_limit = 1 << 16  # bytes read at once

    def __init__(self, reception: Reception, room: Room, **options: Any) -> None:
        super().__init__(reception, **options)
        self._room = room

    async def _handle_client(self) -> None:
        peer = self.session.peer if self.session else None
        with (
            SESSIONS.track_inprogress(),
            self._room.seat(str(peer[0]) if peer else "") as is_free,
        ):
            if is_free:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(STAY):
                        await super()._handle_client()
            else:
                await self.push(CROWDED)
            self._writer.close()

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        if await self.check_helo_needed():
            return
        envelope = self.envelope
        if envelope is None or not envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
        elif arg:
            await self.push("501 5.5.4 Syntax: DATA")
        else:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._take_content(envelope)
            self.envelope = self._create_envelope()

    async def _take_content(self, envelope: Envelope) -> None:
        try:
            with self._room.mail() as holding:
                content = await self._read_content(holding)
                answer = await self.event_handler.take(content, self.session, envelope)
            ANSWERS.labels(answer[:3]).inc()
            await self.push(answer)
        except (Endless, Crowded) as why:
            ANSWERS.labels("421").inc()
            await self.push(CROWDED if isinstance(why, Crowded) else ENDLESS)
            self._writer.close()

    async def _read_content(self, holding: Holding) -> bytes | None:
        def on_progress(size: int) -> None:
            holding.grow(size)
            self._reset_timeout()

        return await read_content(
            self._reader, limit=settings.MAIL_MAX_BYTES, on_progress=on_progress
        )


class Reception:
    """What the listener does with commands: aiosmtpd calls the handle_ methods."""

    def __init__(self, counter: Counter, book: AddressBook) -> None:
        self._counter, self._book = counter, book

    async def handle_EHLO(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]]

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
        return "250 2.1.5 OK"

    async def take(self, content: bytes | None, session: Session, envelope: Envelope) -> str:
        """Return the answer to a whole mail: 250 only once it is safe (D1). None is too large."""
        if content is None:
            return "552 5.3.4 Message exceeds the fixed maximum size"
        if BARE.search(content):
            # A lone CR or LF is how one mail is smuggled inside another (S11).
            return "550 5.6.0 Bare CR or LF is not allowed (RFC 5321 2.3.8)"
        found = {self._book.channel_id(address) for address in envelope.rcpt_tos}
        channels = sorted(channel for channel in found if channel is not None)
        if not channels:
            return BUSY  # closed since RCPT: the next try hears 550
        letter = Letter(content, tuple(channels), _transport(session, envelope))
        try:
            await asyncio.wrap_future(self._counter.hand_in(letter))
        except Exception as error:
            log.error("Mail refused, not stored: %s", error)
            return FULL if is_full(error) else BUSY
        return "250 2.0.0 Stored"

    async def handle_exception(self, error: Exception) -> str:
        log.error("Mail listener: %r", error)
        return BUSY


def _transport(session: Session, envelope: Envelope) -> dict[str, object]:
    """What SMTP said around the mail, as JSON can hold it: wild bytes become question marks."""
    return {
        "mail_from": _plain(envelope.mail_from),
        "rcpt_to": [_plain(address) for address in envelope.rcpt_tos],
        "peer": str(session.peer[0]) if session.peer else "",
        "helo": _plain(session.host_name)[:255],
    }


def _plain(word: str | None) -> str:
    # aiosmtpd keeps undecodable bytes as surrogates, and PostgreSQL takes no NUL.
    return (word or "").encode("utf-8", "replace").decode().replace("\0", "?")


async def listen(host: str, port: int, counter: Counter) -> asyncio.Server:
    """Open the mail port and return its server. Raises OSError when the port is taken."""
    reception, room = Reception(counter, AddressBook()), Room(settings.MAIL_MAX_BYTES)
    tls = _tls_context()
    loop = asyncio.get_running_loop()

    def protocol() -> Listener:
        return Listener(
            reception,
            room,
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
