from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.behaviour import Behaviour
from maru.support.tickets.choices import DONE
from maru.support.tickets.snoozing.refused import Done

AWAKE: dict[str, Any] = {"is_snoozed": False, "snoozed_until": None, "snoozed_by": None}


class Snoozing(Behaviour):
    """Put off: out of the open lists until its time, or until the customer answers."""

    is_snoozed = models.BooleanField(default=False)
    # None while it is snoozed: until the customer answers.
    snoozed_until = models.DateTimeField(null=True, blank=True)
    snoozed_by = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        abstract = True

    def snooze(self, until: datetime | None, *, by: Member, because: Event | None = None) -> bool:
        """Put the ticket off until ``until`` (aware; None: until the customer answers, which ends
        it in any case); return False if it was so already.

        Raises Done, or Merged where the ticket has gone into another.
        """
        ticket = self._me
        with transaction.atomic():
            row = self._row.select_for_update(no_key=True)
            was, before, status, ticket.merged_into_id = row.values_list(
                "is_snoozed", "snoozed_until", "status", "merged_into_id"
            ).get()
            ticket.must_stand()
            if status in DONE:
                raise Done
            if was and before == until:
                return False
            # Nothing was said: it keeps its place in time.
            self._put(is_snoozed=True, snoozed_until=until, snoozed_by=by)
            told = _told(before) if was else None
            Event.record(
                "ticket.snoozed", ticket, by=by, before=told, after=_told(until), because=because
            )
        return True

    def wake(self, *, by: Actor | None, because: Event | None = None) -> bool:
        """Bring the ticket back into the lists, at the top; return False if it was there.

        The event names who put it off: ``before`` is {"until": ..., "by": id}.
        """
        ticket = self._me
        with transaction.atomic():
            row = self._row.select_for_update(no_key=True)
            was, until, snoozer = row.values_list(
                "is_snoozed", "snoozed_until", "snoozed_by_id"
            ).get()
            if not was:
                return False
            self._put(**AWAKE, updated_at=timezone.now())
            before = {**_told(until), "by": snoozer}
            Event.record("ticket.woken", ticket, by=by, before=before, because=because)
        return True

    def _put(self, **fields: Any) -> None:
        self._row.update(**fields)
        for name, value in fields.items():
            setattr(self._me, name, value)


def _told(until: datetime | None) -> dict[str, Any]:
    return {"until": until.isoformat() if until else None}
