from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from maru.kit.written import Written
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.behaviour import Behaviour
from maru.support.tickets.composing import compose, filled
from maru.support.tickets.files import NewFile
from maru.support.tickets.replying import Collision

if TYPE_CHECKING:
    from maru.support.tickets.models import ScheduledAnswer


class Scheduling(Behaviour):
    """Answering at a time to come."""

    class Meta:
        abstract = True

    def schedule(
        self,
        text: str | Written,
        *,
        by: Member,
        at: datetime,
        seen: int | None = None,
        status: str = "",
        is_status_chosen: bool = True,
        files: Iterable[NewFile] = (),
        along: Any = None,
        has_gaps: bool = False,
    ) -> ScheduledAnswer:
        """Have an answer of ``by`` leave at ``at`` (aware), as ``reply`` would send it then.

        ``seen`` and ``status`` as there; ``along`` is what a draft keeps of what is to be done
        with it; ``has_gaps``: empty placeholders may be left out. What could not be sent now
        is refused now. Raises what ``reply`` raises; then nothing is written.
        """
        from maru.support.tickets.models import PendingFile, ScheduledAnswer

        ticket = self._me
        if not by.can(Power.REPLY):
            raise PermissionDenied
        said, files = Written.of(text), list(files)
        with transaction.atomic():
            self._row.hold()
            ticket.refresh_from_db(fields=["merged_into", "last_public_id", "joined_id"])
            ticket.must_stand()
            if seen is not None and (newer := ticket.newer_than(seen)):
                raise Collision(newer)
            compose(ticket, filled(said, ticket, by), by, files)
            row = ScheduledAnswer.objects.create(
                ticket=ticket, member=by, text=said.text.replace("\x00", ""), html=said.html,
                along=along, then=status, is_then_chosen=is_status_chosen, has_gaps=has_gaps,
                seen=ticket.to_be_seen, send_at=at,
            )  # fmt: skip
            PendingFile.hang_on_scheduled(row, files)
            Event.record("ticket.answer_scheduled", ticket, by=by, after=told(row))
        return row


def told(row: ScheduledAnswer) -> dict[str, Any]:
    """Return what the history tells of it: not what it says."""
    return {"scheduled": row.pk, "send_at": row.send_at.isoformat(), "status": row.then or None}
