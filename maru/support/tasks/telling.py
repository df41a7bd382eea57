"""What the notification of a task that one was given says of it."""

from __future__ import annotations

from collections.abc import Sequence

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tasks.models import Task


def texts_of(events: Sequence[Event], member: Member) -> dict[int, str]:
    """Return event -> the texts of its tasks as they are now, where they are left. One query."""
    given = {event.pk: list((event.after or {}).get("tasks", [])) for event in events}
    rows = Task.objects.filter(pk__in=[pk for tasks in given.values() for pk in tasks])
    texts = dict(rows.values_list("pk", "text"))
    return {
        event: " · ".join(texts[pk] for pk in tasks if pk in texts)
        for event, tasks in given.items()
    }
