"""The reminders of a ticket as its page shows them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from maru.staff.members.models import Member
from maru.support.reminders.models import Reminder
from maru.support.tickets.forms import teams_for
from maru.support.tickets.models import Ticket
from maru.support.tickets.snoozing.choosing import offers


def reminders_of(ticket: Ticket, member: Member) -> list[Reminder]:
    """Return what ``member`` sees of those that are not done, the next first. One query."""
    return list(Reminder.objects.filter(ticket=ticket).seen_by(member))


def reminders_panel(ticket: Ticket, member: Member) -> dict[str, Any]:
    """For reminders/_list.html. Two queries."""
    return {
        "ticket": ticket,
        "member": member,
        "reminders": reminders_of(ticket, member),
        "teams": list(teams_for(member)),
        "snooze_offers": offers(member, ticket.brand, timezone.now()),
    }
