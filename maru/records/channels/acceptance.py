"""Taking in: bytes and row are safe before the sender hears "ok" (D1), many in one commit."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db import close_old_connections, connection, transaction

from maru.kit.blobs import store
from maru.kit.database.leases import AT_ONCE
from maru.kit.jobs import bell
from maru.records.channels.metrics import ENVELOPES
from maru.records.channels.models import Envelope

TOGETHER = 64  # letters in one commit at most


class Stored(NamedTuple):
    """Bytes that were put into the blobs while they came."""

    sha256: str
    size: int  # bytes


@dataclass(frozen=True)
class Letter:
    """Bytes that arrived for one or more of our channels, or where they are stored already."""

    raw: bytes | Stored
    channel_ids: tuple[int, ...]
    transport: dict[str, Any] = field(default_factory=dict)


def accept(letters: list[Letter]) -> None:
    """Store the letters; when this returns they survive a power cut.

    A letter that is already there is accepted again and changes nothing (D2).
    Raises OSError (disk) or DatabaseError; then none of them is accepted.
    """
    envelopes = [
        Envelope(
            channel_id=channel,
            sha256=stored.sha256,
            size=stored.size,
            transport=letter.transport,
            due_at=AT_ONCE,
        )
        for letter, stored in zip(letters, _stored(letters), strict=True)
        for channel in letter.channel_ids
    ]
    with transaction.atomic():
        Envelope.objects.bulk_create(envelopes, ignore_conflicts=True)
    ENVELOPES.labels("received").inc(len(envelopes))
    bell.ring_now("channels.envelopes")


def put(letters: list[Letter]) -> list[Letter]:
    """Return the letters with their bytes on disk, for who accepts them in a transaction.

    That one then holds nobody else up while a disk writes. Raises OSError.
    """
    return [
        replace(letter, raw=stored)
        for letter, stored in zip(letters, _stored(letters), strict=True)
    ]


def _stored(letters: list[Letter]) -> list[Stored]:
    """Store what is not yet, all together; return where each lies."""
    arrived = [letter.raw for letter in letters if not isinstance(letter.raw, Stored)]
    names = iter(store().put_many(arrived))
    return [
        letter.raw if isinstance(letter.raw, Stored) else Stored(next(names), len(letter.raw))
        for letter in letters
    ]


Handed = tuple[Letter, Future[None]]


class Counter:
    """One writer thread that takes all who wait, commits once, and answers them all.

    With 16 senders this is 2 to 4 times as fast as a commit each. When a
    common commit fails, each letter is tried by itself, so that one bad letter
    refuses nobody else.
    """

    def __init__(self, accept: Callable[[list[Letter]], None] = accept) -> None:
        self._accept = accept
        self._waiting: queue.SimpleQueue[Handed | None] = queue.SimpleQueue()
        self._is_closed = False
        self._thread = threading.Thread(target=self._serve, name="acceptance", daemon=True)
        self._thread.start()

    def hand_in(self, letter: Letter) -> Future[None]:
        """Return a future that is done when the letter is safe, or holds why it is not."""
        future: Future[None] = Future()
        if self._is_closed:
            future.set_exception(RuntimeError("the counter is closed"))
        else:
            self._waiting.put((letter, future))
        return future

    def close(self) -> None:
        """Accept what was handed in, then stop."""
        self._is_closed = True
        self._waiting.put(None)
        self._thread.join(timeout=30)

    def _serve(self) -> None:
        is_open = True
        while is_open:
            together, is_open = self._gather()
            if together:
                self._accept_all(together)
        connection.close()

    def _gather(self) -> tuple[list[Handed], bool]:
        """Wait for one letter, take those that wait behind it; False when the counter closes."""
        together: list[Handed] = []
        while len(together) < TOGETHER:
            try:
                handed = self._waiting.get(block=not together)
            except queue.Empty:
                break
            if handed is None:
                return together, False
            # A sender who hung up has cancelled; they heard no "ok" and will come again.
            if handed[1].set_running_or_notify_cancel():
                together.append(handed)
        return together, True

    def _accept_all(self, together: list[Handed]) -> None:
        try:
            self._accept([letter for letter, _ in together])
        except Exception as error:
            close_old_connections()
            if len(together) == 1:
                together[0][1].set_exception(error)
            else:
                for one in together:
                    self._accept_all([one])
        else:
            for _, future in together:
                future.set_result(None)
