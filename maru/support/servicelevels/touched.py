from __future__ import annotations

from collections.abc import Collection

from django.db import models, transaction

from maru.kit.jobs import bell
from maru.staff.journal.models import Event
from maru.support.servicelevels.level import ServiceLevel

# What changes no clock: what is said of a ticket among us, and what clocks say themselves.
IDLE = ("ticket.noted", "ticket.followed", "ticket.unfollowed", "ticket.reminded", "clock.",
        "ticket.task", "ticket.reminder", "ticket.side", "ticket.draft")  # fmt: skip
AT_ONCE = 3  # tickets of one transaction that are worked out without a worker


class Touched(models.Model):
    """A word that something happened to a ticket: its clocks are to be worked out anew. Written
    with the event, so that none is missed; of one ticket there may be several."""

    ticket_id = models.BigIntegerField(db_index=True)

    @classmethod
    def note(cls, events: Collection[Event]) -> None:
        """Note whose clocks are to be worked out anew, with the events that say so. Where nothing
        is promised it costs one query, and otherwise one more."""
        about = {
            event.subject_id
            for event in events
            if event.subject_kind == "ticket" and not event.verb.startswith(IDLE)
        }
        if about and ServiceLevel.objects.filter(is_on=True).exists():
            Touched.objects.bulk_create(Touched(ticket_id=number) for number in sorted(about))
            # What fails here is found by the sweep; who has changed something hears nothing of it.
            transaction.on_commit(lambda: _work_out(about), robust=True)


def _work_out(numbers: Collection[int]) -> None:
    """What one person does shows at once; what comes in a crowd is a worker's (D17)."""
    from maru.support.servicelevels.winding import wind_touched

    if len(numbers) <= AT_ONCE:
        # Each event of a transaction comes here; the first of them does it for all.
        notes = Touched.objects.filter(ticket_id__in=numbers)
        if left := set(notes.values_list("ticket_id", flat=True)):
            wind_touched(left)
    else:
        bell.ring_now("servicelevels.touched")
