"""A file with a virus stays where it is, and nobody gets it until an administrator says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

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
    from maru.support.tickets.hung_file import HungFile

CHECKED = "ticket.file_checked"  # for open pages; nobody needs to read it
OF_FILES = {CHECKED, "ticket.virus", "ticket.file_released", "ticket.file_held"}


class Holding(Scanned):
    """What follows from what the virus scanner said of a file's bytes."""

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
        me = cast("HungFile", self)
        with transaction.atomic():
            scan = Scan.objects.filter(sha256=me.sha256).first()
            if scan is None or not verb(scan):
                return False
            after = {"file": me.name, "virus": scan.virus, **me.told}
            Event.record(event, me.ticket, by=by, after=after)
            self.scan_state = scan.state
        return True


def tell_tickets(scan: Scan) -> None:
    """Leave an event at each ticket that holds the file of which the scanner now said something.

    A page that shows it as not yet checked looks anew. Of mail of the past that is told for a
    virus alone: its files come by the thousands.
    """
    from maru.support.tickets.importing.past import is_past

    is_bad = scan.state == ScanState.INFECTED
    verb = "ticket.virus" if is_bad else CHECKED
    after = {"virus": scan.virus} if is_bad else {"state": scan.state}
    Event.record_all(
        [
            Event.about(verb, file.ticket, after={"file": file.name, **file.told, **after})
            for file in _files(sha256=scan.sha256)
            if is_bad or not (file.message.envelope and is_past(file.message.envelope))
        ]
    )


def first_held(envelope: Envelope) -> HungFile | None:
    """Return a file that is held back of the mail in ``envelope``: then the mail is, too."""
    return next((file for file in _files(message__envelope=envelope) if file.is_held), None)


def _files(**of: Any) -> Iterator[HungFile]:
    """Yield the files of all kinds with their tickets. A query a kind."""
    from maru.support.tickets.hung_file import kinds

    for kind in kinds():
        rows: Any = kind._default_manager
        yield from rows.filter(**of).select_related(kind.to_ticket, "message__envelope")
