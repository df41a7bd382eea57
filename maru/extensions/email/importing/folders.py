"""Mails of a connected mailbox: read and never marked, moved or changed."""

from __future__ import annotations

import imaplib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from maru.extensions.email.imap.line import Line, line_to
from maru.extensions.email.imap.reading import BYTES, HEAD, LISTED, TOGETHER, imap_day
from maru.extensions.email.importing.finding import Cursor, Found, Unopenable
from maru.extensions.email.importing.heads import is_sent_folder
from maru.extensions.email.mailbox import Mailbox

FACTS = ["RFC822.SIZE", "INTERNALDATE"]


class Folders:
    """Folders of a mailbox, by UID. Its ``total`` are mails; one connection for each reading."""

    def __init__(self, mailbox: Mailbox, names: list[str], since: date | None) -> None:
        self.skipped = 0
        self._mailbox, self._names, self._since = mailbox, names, since
        self.total = self._counted()

    def mails(self, cursor: Cursor) -> Iterator[Found]:
        """Raises Trouble too: what the server or the way to it has."""
        before = cursor.get("read", 0)
        with line_to(self._mailbox) as line:
            sent = _marked_sent(line.list_folders())
            for number, name in enumerate(self._names):
                if number < cursor.get("folder", 0):
                    continue
                validity, uids = self._uids(line, name)
                last = 0
                if cursor.get("folder") == number and cursor.get("validity") == validity:
                    last = cursor["uid"]
                for found, uid in self._mails_of(line, name, [u for u in uids if u > last]):
                    before += 1
                    found.cursor = {
                        "folder": number, "validity": validity, "uid": uid, "read": before,
                    }  # fmt: skip
                    found.read, found.is_sent = before, name in sent or is_sent_folder(name)
                    yield found

    def _counted(self) -> int:
        with line_to(self._mailbox) as line:
            return sum(len(self._uids(line, name)[1]) for name in self._names)

    def _uids(self, line: Line, name: str) -> tuple[int, list[int]]:
        try:
            selected = line.select_folder(name, readonly=True)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise Unopenable("folder", f"{name}: {error}") from error
        asked = f"SINCE {imap_day(self._since)}" if self._since else "ALL"
        return int(selected[b"UIDVALIDITY"]), sorted(line.search(asked))

    def _mails_of(self, line: Line, name: str, uids: list[int]) -> Iterator[tuple[Found, int]]:
        for start in range(0, len(uids), LISTED):
            facts = line.fetch(uids[start : start + LISTED], FACTS)
            for batch in _batches(facts):
                answers = _fetched(line, [u for u in batch if not _is_large(facts[u])])
                for uid in batch:
                    found = self._found(line, name, uid, facts[uid], answers.get(uid))
                    if found:
                        yield found, uid

    def _found(
        self, line: Line, name: str, uid: int, facts: dict[bytes, Any], raw: bytes | None
    ) -> Found | None:
        left = ""
        if raw is None and not _is_large(facts):
            raw = _fetched(line, [uid]).get(uid)
        if raw is None:
            if not line.search(f"UID {uid}"):
                return None  # expunged meanwhile
            left = f"{name}, UID {uid}: {int(facts.get(b'RFC822.SIZE') or 0):,} bytes"
            raw = f"X-Maru-Left-On-Server: {left}\r\n".encode() + _head(line, uid)
        return Found(io.BytesIO(raw), len(raw), name, {}, 0, facts.get(b"INTERNALDATE"), left=left)


@dataclass(frozen=True)
class Known:
    """The folders of a mailbox that can be read, as its server names them."""

    names: list[str]
    sent: list[str]  # those of sent mail


def folders_of(mailbox: Mailbox) -> Known:
    """Ask the server. Raises Trouble; a person waits."""
    with line_to(mailbox, patience=10.0) as line:
        listed = line.list_folders()
    names = [str(name) for flags, _sep, name in listed if b"\\Noselect" not in flags]
    marked = _marked_sent(listed)
    return Known(names, [name for name in names if name in marked or is_sent_folder(name)])


def _marked_sent(listed: Iterable[tuple[Any, Any, Any]]) -> set[str]:
    """Return the folders that the server itself marks as those of sent mail (RFC 6154)."""
    return {str(name) for flags, _sep, name in listed if b"\\Sent" in flags}


def _batches(facts: dict[int, dict[bytes, Any]]) -> Iterator[list[int]]:
    batch: list[int] = []
    size = 0
    for uid in sorted(facts):
        own = int(facts[uid].get(b"RFC822.SIZE") or 0)
        if batch and (len(batch) >= TOGETHER or size + own > BYTES):
            yield batch
            batch, size = [], 0
        batch.append(uid)
        size += own
    if batch:
        yield batch


def _is_large(facts: dict[bytes, Any]) -> bool:
    return int(facts.get(b"RFC822.SIZE") or 0) > settings.MAIL_MAX_BYTES


def _fetched(line: Line, uids: list[int]) -> dict[int, bytes]:
    """Return the mails that the server gives; one that it refuses leaves the others out too."""
    try:
        answers = line.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        return {}
    return {uid: a[b"BODY[]"] for uid, a in answers.items() if a.get(b"BODY[]") is not None}


def _head(line: Line, uid: int) -> bytes:
    try:
        answer = line.fetch([uid], [f"BODY.PEEK[HEADER]<0.{HEAD}>"]).get(uid, {})
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        return b""
    return next((bytes(v) for k, v in answer.items() if k.startswith(b"BODY[HEADER]") and v), b"")
