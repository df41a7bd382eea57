"""The list as the panel shows it."""

from __future__ import annotations

from maru.support.tasks.models import Task
from maru.support.tickets.models import Ticket


def tasks_of(ticket: Ticket) -> list[Task]:
    """Return what stands on the list, in its order. One query."""
    return list(Task.objects.filter(ticket=ticket).in_order())
