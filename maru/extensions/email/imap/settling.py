"""Telling the server what became of its mails, after they are stored; again if it was cut short."""

from __future__ import annotations

import imaplib

from maru.extensions.email.imap.line import Line
from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.mailbox import AfterReading, Mailbox
from maru.extensions.email.mailbox_folder import MailboxFolder

AT_ONCE = 500


def settle(line: Line, state: MailboxFolder, mailbox: Mailbox) -> Trouble | None:
    """Mark or move the stored mails of the selected folder; return why the server would not."""
    while True:
        stored = state.pending.filter(uid_validity=state.uid_validity, is_stored=True)
        rows = dict(stored.order_by("uid").values_list("uid", "pk")[:AT_ONCE])
        if not rows:
            return None
        try:
            _tell(line, list(rows), mailbox)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            moving = mailbox.after_reading == AfterReading.MOVE
            return Trouble("move_folder" if moving else "read_only", error)
        stored.filter(pk__in=rows.values()).delete()


def _tell(line: Line, uids: list[int], mailbox: Mailbox) -> None:
    if mailbox.after_reading == AfterReading.SEEN:
        line.add_flags(uids, [rb"\Seen"], silent=True)
    elif mailbox.after_reading == AfterReading.MOVE:
        _move(line, uids, mailbox.move_to)


def _move(line: Line, uids: list[int], folder: str) -> None:
    if line.has_capability("MOVE"):
        line.move(uids, folder)
        return
    line.copy(uids, folder)
    line.add_flags(uids, [rb"\Seen", rb"\Deleted"], silent=True)
    if line.has_capability("UIDPLUS"):
        line.uid_expunge(uids)
    # Without it, EXPUNGE would also take what others have marked: their mail program may do it.
