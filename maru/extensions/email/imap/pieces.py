"""Fetching a large mail piece by piece, so that it is never whole in memory."""

from __future__ import annotations

import imaplib
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings

from maru.extensions.email.imap.trouble import Trouble
from maru.kit.blobs import store
from maru.records.channels.acceptance import Stored

PIECE = 1_000_000  # bytes asked for at once


class TooLarge(Exception):
    """The mail is larger than it was said to be, and than we take."""

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(f"more than {size} bytes")


def store_in_pieces(line: Any, uid: int, size: int, goes_on: Callable[[], None]) -> Stored | None:
    """Put a mail of the selected folder into the blobs as it comes; None if there is nothing.

    ``size`` is what the server says it has. ``goes_on`` is called before each piece and may
    raise to stop. Raises TooLarge, Trouble (the disk) or imaplib's errors, with nothing kept.
    """
    try:
        stored = Stored(*store().put_stream(_pieces(line, uid, size, goes_on)))
    except OSError as error:
        raise Trouble("storage", error) from error
    return stored if stored.size else None


def _pieces(line: Any, uid: int, size: int, goes_on: Callable[[], None]) -> Iterator[bytes]:
    come = 0
    while True:
        goes_on()
        piece = _piece(line, uid, come)
        if not piece:
            return
        come += len(piece)
        if come > settings.MAIL_MAX_BYTES:
            raise TooLarge(come)
        yield piece
        # Sizes are not always right, and a short piece alone does not say that it was the last.
        if come >= size and len(piece) < PIECE:
            return


def _piece(line: Any, uid: int, start: int) -> bytes:
    try:
        answer = line.fetch([uid], [f"BODY.PEEK[]<{start}.{PIECE}>"])
    except OSError as error:
        # Said here, so that nobody takes it for an error of the disk that is written to.
        raise imaplib.IMAP4.abort(str(error)) from error
    found = (v for key, v in answer.get(uid, {}).items() if key.startswith(b"BODY[]"))
    piece: bytes | None = next(found, None)
    if piece is None:
        # Not the end, which is an empty piece: what was expunged meanwhile is NIL (Dovecot).
        raise imaplib.IMAP4.error("no longer given")
    return piece
