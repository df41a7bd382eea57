"""The one way a field of a ticket changes: the row and an event, together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.support.tickets.behaviour import Behaviour


class Changing(Behaviour):
    class Meta:
        abstract = True

    def change(
        self,
        field: str,
        value: Any,
        *,
        by: Actor | None,
        verb: str = "",
        because: Event | None = None,
        along: Callable[[Any], dict[str, Any]] = lambda before: {},
    ) -> bool:
        """Set ``field``; return False, and leave no event, if it had that value already.

        ``along`` is given the value from before and returns fields that go along.
        Two people doing the same at once leave one event: the row is locked
        (SQLite has one writer anyway), so ``before`` is what the change really replaced.
        Raises Merged where the ticket has gone into another.
        """
        ticket = self._me
        attname = ticket._meta.get_field(field).attname  # type: ignore[union-attr]
        key = value.pk if isinstance(value, models.Model) else value
        with transaction.atomic():
            row = self._row.select_for_update(no_key=True)
            before, ticket.merged_into_id = row.values_list(attname, "merged_into_id").get()
            if before == key:
                return False
            ticket.must_stand()
            also = along(before)
            self._row.update(**{attname: key}, updated_at=timezone.now(), **also)
            for name, new in {field: value, **also}.items():
                setattr(ticket, name, new)
            Event.record(
                verb or f"ticket.{field}", ticket, by=by, before=before, after=key, because=because
            )
        return True
