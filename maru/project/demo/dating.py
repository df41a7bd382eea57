"""Rows of the demo get the date at which they would have been made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db.models import Max, Model

from maru.records.channels.models import Delivery, Envelope
from maru.records.customers.models import ContactPoint, Customer
from maru.staff.journal.models import Event
from maru.support.notifications.models import Notification
from maru.support.reminders.models import Reminder
from maru.support.sideconversations.models import (
    SideConversation,
    SideLetter,
    SideMessage,
    SideParticipant,
)
from maru.support.tasks.models import Task
from maru.support.tickets.models import Message, Participant, Ticket

DATED: dict[type[Model], list[str]] = {
    Event: ["at"],
    Message: ["created_at"],
    Delivery: ["created_at", "due_at"],
    Envelope: ["received_at", "opened_at", "due_at"],
    Customer: ["created_at", "updated_at"],
    ContactPoint: ["created_at"],
    Participant: ["created_at"],
    Notification: ["created_at"],
    Task: ["created_at"],
    Reminder: ["created_at"],
    SideConversation: ["created_at"],
    SideParticipant: ["added_at"],
    SideMessage: ["created_at"],
    SideLetter: ["created_at"],
}
# What later steps change of rows that are there.
MOVING: dict[type[Model], list[str]] = {SideConversation: ["last_at"], Task: ["done_at"]}
OF_A_TICKET = ["created_at", "updated_at", "first_answered_at", "solved_at"]


class Dating:
    """Dates what came since it was last asked. ``now`` is when the loading began."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._last = {model: self._newest(model) for model in DATED}

    def date(self, moment: datetime, ticket: Ticket | None) -> None:
        """Give everything new the date ``moment``, and ``ticket`` where it changed just now."""
        for model, fields in DATED.items():
            new = model._default_manager.filter(pk__gt=self._last[model])
            if new.update(**dict.fromkeys(fields, moment)):
                self._last[model] = self._newest(model)
        for model, fields in MOVING.items():
            for name in fields:
                moved = model._default_manager.filter(**{f"{name}__gte": self.now})
                moved.update(**{name: moment})
        if ticket is not None:
            row = Ticket.objects.filter(pk=ticket.pk)
            values = row.values(*OF_A_TICKET).get()
            changed = [name for name, value in values.items() if value and value >= self.now]
            row.update(**dict.fromkeys(changed, moment))

    @contextmanager
    def as_of(self, moment: datetime, ticket: Ticket | None) -> Iterator[None]:
        """While inside, ``ticket`` was solved as long ago as it was at ``moment``.

        So a reply of then reopens it, or begins a follow-up, as it would have then.
        """
        solved = ticket.solved_at if ticket else None
        if ticket and solved:
            since: timedelta = moment - solved
            Ticket.objects.filter(pk=ticket.pk).update(solved_at=self.now - since)
        yield
        if ticket and solved:
            Ticket.objects.filter(pk=ticket.pk).exclude(solved_at=None).update(solved_at=solved)

    @staticmethod
    def _newest(model: type[Model]) -> int:
        return model._default_manager.aggregate(id=Max("pk"))["id"] or 0
