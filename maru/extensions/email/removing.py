"""Ending the connection to a mailbox: what opens it is erased; its address and all mail stay."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maru.extensions.email.mailbox import Mailbox
from maru.extensions.email.mailbox_folder import Pending
from maru.extensions.email.models import MailImport, Relay
from maru.extensions.email.oauth.access import forget
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Envelope
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket

WORDS: dict[str, Promise] = {
    "sends": _("Answers from this address leave by this mailbox's sign-in. Choose another mail "
               "server for the address first."),
    "import": _("An import is reading this mailbox. Wait for its end, or stop it first."),
}  # fmt: skip


class InUse(Exception):
    """Something else needs the connection; ``code`` is one of WORDS."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Removal:
    """What would go and what would stay."""

    tickets: int  # that came by the address
    mails: int  # that came by it
    waiting: int  # of these not opened yet: they still will be
    unmarked: int  # stored here, but not yet marked or moved on the server
    obstacle: str  # a code of WORDS; "" for none

    @classmethod
    def of(cls, mailbox: Mailbox) -> Removal:
        """Costs five queries."""
        mails = Envelope.objects.filter(channel=mailbox.channel_id)
        pending = Pending.objects.filter(folder__mailbox=mailbox, is_stored=True)
        return cls(
            tickets=Ticket.objects.filter(channel=mailbox.channel_id).count(),
            mails=mails.count(),
            waiting=mails.filter(state=EnvelopeState.RECEIVED).count(),
            unmarked=pending.count(),
            obstacle=_obstacle(mailbox),
        )


def remove(mailbox: Mailbox, *, by: Member) -> None:
    """Stop reading the mailbox and erase what signs in to it. Records an event.

    Whoever reads it at this moment stores a batch before this or not at all, and marks
    nothing that is not stored (D3). Raises InUse, or Mailbox.DoesNotExist if it is gone.
    """
    with transaction.atomic():
        # In the order of MailboxFolder.take, or the two would wait for each other.
        kept = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
        list(kept.folder_states.select_for_update())
        if code := _obstacle(kept):
            raise InUse(code)
        told = {"address": kept.channel.address, "host": kept.host, "user": kept.user}
        Event.record("mailbox.removed", kept, by=by, before=told)
        kept.delete()
    forget(mailbox)


def _obstacle(mailbox: Mailbox) -> str:
    if Relay.objects.filter(channel=mailbox.channel_id, as_mailbox=True).exists():
        return "sends"
    if MailImport.objects.under_way().filter(mailbox=mailbox).exists():
        return "import"
    return ""
