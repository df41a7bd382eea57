from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from maru.staff.members.tests.routes import Thing, things
from maru.support.reminders.models import Reminder
from maru.support.tickets.tests.routes import readers_of


@things("reminders")
def reminders(case: Any) -> list[Thing]:
    """jisu's own of each ticket: also of those that she may not see."""

    def own(ticket: Any) -> int:
        due = timezone.now() + timedelta(days=1)
        defaults = {"due_at": due, "text": ticket.subject}
        return Reminder.objects.get_or_create(member=case.jisu, ticket=ticket, defaults=defaults)[
            0
        ].pk

    def theirs(ticket: Any) -> Any:
        sees = readers_of(ticket)
        return lambda member: member == case.jisu and sees(member)

    return [Thing(own(ticket), theirs(ticket), inside=ticket.pk) for ticket in case.tickets]
