"""Reading a folder: by UID with BODY.PEEK[]; fetch, commit, only then tell the server (D1, D3)."""

from __future__ import annotations

import imaplib
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from maru.extensions.email.imap.line import Line
from maru.extensions.email.imap.pieces import TooLarge, store_in_pieces
from maru.extensions.email.imap.settling import settle
from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.mailbox import BeginWith, Mailbox
from maru.extensions.email.mailbox_folder import LEFT, MailboxFolder, Overtaken, Pending
from maru.records.channels.acceptance import Letter, Stored

LISTED = 500  # mails whose sizes are asked for at once
TOGETHER = 50  # mails in one fetch and one commit ...
BYTES = 8_000_000  # ... of at most so many bytes; what is larger comes alone and in pieces
HEAD = 200_000  # bytes kept of the head of a mail that stays on the server
TRIES = 5  # for a mail whose fetching ends the connection
AGAIN = timedelta(days=7)  # after a new UIDVALIDITY, mail from so long before the last success


def read_mailbox(line: Line, mailbox: Mailbox, goes_on: Callable[[], None]) -> int:
    """Take in what is new in all folders; return how many mails. ``goes_on`` may raise to stop.

    A folder in trouble does not keep the others from being read; its Trouble is raised after.
    """
    taken, trouble = 0, None
    for name in mailbox.folders:
        try:
            taken += FolderReading(line, mailbox, name, goes_on).read()
        except Trouble as why:
            if why.code in {"lost", "slow", "storage"}:
                raise
            trouble = trouble or why
    if trouble:
        raise trouble
    return taken


class FolderReading:
    def __init__(
        self, line: Line, mailbox: Mailbox, name: str, goes_on: Callable[[], None]
    ) -> None:
        self.line, self.mailbox, self.name, self.goes_on = line, mailbox, name, goes_on
        # After a failure perhaps one mail is the cause: until one batch is through, each alone.
        self.is_careful = mailbox.failures > 0

    def read(self) -> int:
        try:
            selected = self.line.select_folder(self.name)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise Trouble("folder", f"{self.name}: {error}") from error
        self.state = self._state(selected)
        refusal = settle(self.line, self.state, self.mailbox)
        taken = 0
        for sizes in self._batches():
            self.goes_on()
            taken += self._take(sizes)
            refusal = settle(self.line, self.state, self.mailbox) or refusal
        if refusal:
            raise refusal
        return taken

    def _state(self, selected: dict[bytes, Any]) -> MailboxFolder:
        validity = int(selected[b"UIDVALIDITY"])
        uid_next = int(selected.get(b"UIDNEXT") or max(self.line.search("ALL"), default=0) + 1)
        state = MailboxFolder.objects.filter(mailbox=self.mailbox, name=self.name).first()
        if state is None:
            is_all = self.mailbox.begin_with == BeginWith.UNREAD
            return MailboxFolder.objects.create(
                mailbox=self.mailbox,
                name=self.name,
                uid_validity=validity,
                last_uid=0 if is_all else uid_next - 1,
                first_new_uid=uid_next,
                with_unread=is_all,
            )
        if state.uid_validity != validity:
            seen_last = self.mailbox.succeeded_at or self.mailbox.created_at
            since = max(self.mailbox.created_at, seen_last - AGAIN)
            state.begin_again(validity, uid_next, since=since)
        return state

    def _batches(self) -> Iterator[dict[int, int]]:
        """Yield sizes by UID of what is to be taken, the oldest first."""
        state = self.state
        if state.is_catching_up:
            yield from self._sized(self._old(), since=state.since)
            if state.is_catching_up:
                self._store({}, through=state.first_new_uid - 1)
        start = state.last_uid + 1
        # "5:*" names the last mail even if its UID is below 5 (RFC 9051, 9).
        yield from self._sized([u for u in self.line.search(f"UID {start}:*") if u >= start])

    def _old(self) -> list[int]:
        state = self.state
        conditions = ["UNSEEN"] if state.with_unread else []
        if state.since:
            # A day in the server's zone: a day earlier for sure holds all that count.
            conditions.append(f"SINCE {imap_day(state.since - timedelta(days=1))}")
        if not conditions:
            return []
        asked = conditions[0] if len(conditions) == 1 else f"OR {' '.join(conditions)}"
        span = f"{state.last_uid + 1}:{state.first_new_uid - 1}"
        return list(self.line.search(f"UID {span} {asked}"))

    def _sized(self, uids: list[int], since: datetime | None = None) -> Iterator[dict[int, int]]:
        uids = sorted(uids)
        for start in range(0, len(uids), LISTED):
            listed = uids[start : start + LISTED]
            facts = self.line.fetch(listed, ["RFC822.SIZE", "INTERNALDATE", "FLAGS"])
            batch: dict[int, int] = {}
            for uid in listed:
                # Expunged since the search, or older than we shall go back.
                if uid not in facts or not self._counts(facts[uid], since):
                    continue
                size = int(facts[uid].get(b"RFC822.SIZE") or 0)
                if batch and (len(batch) >= TOGETHER or sum(batch.values()) + size > BYTES):
                    yield batch
                    batch = {}
                batch[uid] = size
            if batch:
                yield batch

    def _counts(self, facts: dict[bytes, Any], since: datetime | None) -> bool:
        if since is None:
            return True
        is_unread = self.state.with_unread and b"\\Seen" not in facts.get(b"FLAGS", ())
        came_at = facts.get(b"INTERNALDATE")
        return is_unread or came_at is None or came_at >= since.replace(microsecond=0)

    def _take(self, sizes: dict[int, int]) -> int:
        letters = self._fetch_alone(sizes) if self.is_careful else self._fetch(sizes)
        self._store(letters, through=max(sizes))
        self.is_careful = False
        return len(letters)

    def _store(self, letters: dict[int, Letter], *, through: int) -> None:
        try:
            self.state.take(letters, through=through)
        except Overtaken as error:
            raise Trouble("lost", "another process reads this mailbox") from error
        except (OSError, DatabaseError) as error:
            raise Trouble("storage", error) from error

    def _fetch(self, sizes: dict[int, int]) -> dict[int, Letter]:
        most = min(BYTES, settings.MAIL_MAX_BYTES)
        small = [uid for uid, size in sizes.items() if size <= most]
        try:
            answers = self.line.fetch(small, ["BODY.PEEK[]"]) if small else {}
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            # One of them was expunged meanwhile, or cannot be given: the others shall not wait.
            return self._fetch_alone(sizes)
        missing = [uid for uid in small if answers.get(uid, {}).get(b"BODY[]") is None]
        letters = {
            uid: self._letter(uid, answers[uid][b"BODY[]"]) for uid in small if uid not in missing
        }
        rest = {uid: size for uid, size in sizes.items() if uid in missing or uid not in small}
        return letters | (self._fetch_alone(rest) if rest else {})

    def _fetch_alone(self, sizes: dict[int, int]) -> dict[int, Letter]:
        letters = {}
        for uid, size in sizes.items():
            letter = self._one(uid, size)
            if letter:
                letters[uid] = letter
        return letters

    def _one(self, uid: int, size: int) -> Letter | None:
        if size > settings.MAIL_MAX_BYTES:
            return self._left(uid, size)
        tries, _new = Pending.objects.get_or_create(
            folder=self.state, uid_validity=self.state.uid_validity, uid=uid, is_stored=False
        )
        if tries.tries >= TRIES:
            tries.delete()
            return self._left(uid, size)
        tries.tries += 1
        tries.save()
        try:
            raw = self._raw(uid, size)
        except TooLarge as larger:
            raw, size = None, larger.size
        except (imaplib.IMAP4.abort, OSError):
            raise
        except imaplib.IMAP4.error:
            raw = None
        except Exception:
            tries.delete()  # the disk is full, or the mailbox no longer ours: not this mail's doing
            raise
        tries.delete()
        if raw is not None:
            return self._letter(uid, raw)
        self.line.noop()
        return self._left(uid, size) if self.line.search(f"UID {uid}") else None

    def _raw(self, uid: int, size: int) -> bytes | Stored | None:
        if size > BYTES:
            return store_in_pieces(self.line, uid, size, self.goes_on)
        whole: bytes | None = self.line.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
        return whole

    def _letter(self, uid: int, raw: bytes | Stored) -> Letter:
        return Letter(raw, (self.mailbox.channel_id,), self._transport(uid))

    def _left(self, uid: int, size: int) -> Letter:
        """Return what there is of a mail that stays on the server: its head, if that can be had."""
        try:
            part = f"BODY.PEEK[HEADER]<0.{HEAD}>"
            answer = self.line.fetch([uid], [part]).get(uid, {}) if size else {}
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            answer = {}
        head = next((v for k, v in answer.items() if k.startswith(b"BODY[HEADER]") and v), b"")
        where = f"{self.name}, UIDVALIDITY {self.state.uid_validity}, UID {uid}"
        told = f"X-Maru-Left-On-Server: {where}; {size} bytes\r\n".encode("utf-8", "replace")
        transport = {**self._transport(uid), LEFT: f"{where}: {size:,} bytes"}
        return Letter(told + head, (self.mailbox.channel_id,), transport)

    def _transport(self, uid: int) -> dict[str, Any]:
        return {
            "by": "imap",
            "host": self.mailbox.host,
            "folder": self.name,
            "uid_validity": self.state.uid_validity,
            "uid": uid,
        }


def imap_day(at: date) -> str:
    """Return a day as IMAP's SEARCH wants it."""
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{at.day}-{months[at.month - 1]}-{at.year}"
