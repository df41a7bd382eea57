"""Trying a mailbox: connect, sign in, look for its folders; reads no mail."""

from __future__ import annotations

from maru.extensions.email.imap.line import line_to
from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.mailbox import AfterReading, Mailbox

PATIENCE = 10.0  # seconds for each answer: a person waits


def try_out(mailbox: Mailbox) -> Trouble | None:
    """Return what is wrong with the settings, saved or not; None when mail could be read.

    Blocks for as long as the server lets it wait, half a minute at the very most.
    """
    try:
        with line_to(mailbox, patience=PATIENCE) as line:
            for name in mailbox.folders:
                if not line.folder_exists(name):
                    return Trouble("folder", name)
            moves = mailbox.after_reading == AfterReading.MOVE
            if moves and not line.folder_exists(mailbox.move_to):
                return Trouble("move_folder", mailbox.move_to)
    except Trouble as why:
        return why
    return None
