from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from maru.kit.jobs import sweep
from maru.staff.journal.models import Event
from maru.support.reminders.models import Reminder

BATCH = 100


@sweep("reminders.due", every=10)
def remind_due() -> int:
    """Tell of the reminders whose time has come: of two workers one tells each, and who dies in
    between has told nothing."""
    due = Reminder.objects.left().filter(told_at=None, due_at__lte=timezone.now())
    reminders = list(due.order_by("due_at").select_related("ticket", "team")[:BATCH])
    for reminder in reminders:
        _remind(reminder)
    return len(reminders)


def _remind(reminder: Reminder) -> None:
    with transaction.atomic():
        now = timezone.now()
        # As it is now: it may have been put off, done or told since it was read.
        row = Reminder.objects.left().filter(pk=reminder.pk, told_at=None, due_at__lte=now)
        if not row.update(told_at=now):
            return
        team = reminder.team
        whom = list(team.members.values_list("pk", flat=True)) if team else [reminder.member_id]
        # Who is told is in no history of the ticket (``quiet``), and what it says not even here.
        Event.record(
            "ticket.reminded", reminder.ticket, after={"reminder": reminder.pk, "members": whom}
        )
