"""A file with a virus stays where it is, and nobody gets it until an administrator says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction

from maru.records.channels.models import Envelope
from maru.records.viruses.models import Scan
from maru.records.viruses.scan import ScanState
from maru.records.viruses.scanned import Scanned
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

if TYPE_CHECKING:
    from maru.support.tickets.models import Attachment

CHECKED = "ticket.file_checked"  # for open pages; nobody needs to read it


class Holding(Scanned):
    """What follows from what the virus scanner said of an attachment's bytes."""

    class Meta:
        abstract = True

    @property
    def scan(self) -> dict[str, object]:
        """Return all of it as the API tells it."""
        return {"state": self.scan_state, "virus": self.virus or "", "held": self.is_held}

    def release(self, *, by: Member) -> bool:
        """Let its bytes out all the same, wherever they hang; False if they are not held back.

        Raises PermissionDenied for all but administrators.
        """
        return self._turn(Scan.release, "ticket.file_released", by)

    def hold(self, *, by: Member) -> bool:
        """Undo ``release``; False if it was not released. Raises PermissionDenied."""
        return self._turn(Scan.hold, "ticket.file_held", by)

    def _turn(self, verb: Callable[[Scan], bool], event: str, by: Member) -> bool:
        if not by.can(Power.COMPANY):
            raise PermissionDenied
        me = cast("Attachment", self)
        with transaction.atomic():
            scan = Scan.objects.filter(sha256=me.sha256).first()
            if scan is None or not verb(scan):
                return False
            after = {"file": me.name, "virus": scan.virus}
            Event.record(event, me.message.ticket, by=by, after=after)
            self.scan_state = scan.state
        return True


def tell_tickets(scan: Scan) -> None:
    """Leave an event at each ticket that holds the file of which the scanner now said something.

    A page that shows it as not yet checked looks anew. Of mail of the past that is told for a
    virus alone: its files come by the thousands.
    """
    from maru.support.tickets.importing.past import is_past
    from maru.support.tickets.models import Attachment

    is_bad = scan.state == ScanState.INFECTED
    verb = "ticket.virus" if is_bad else CHECKED
    after = {"virus": scan.virus} if is_bad else {"state": scan.state}
    files = Attachment.objects.filter(sha256=scan.sha256)
    Event.record_all(
        [
            Event.about(verb, file.message.ticket, after={"file": file.name, **after})
            for file in files.select_related("message__ticket", "message__envelope")
            if is_bad or not (file.message.envelope and is_past(file.message.envelope))
        ]
    )


def first_held(envelope: Envelope) -> Attachment | None:
    """Return a file that is held back of the mail in ``envelope``: then the mail is, too."""
    from maru.support.tickets.models import Attachment

    files = Attachment.objects.filter(message__envelope=envelope)
    return next((file for file in files if file.is_held), None)
