"""What the history tells of a team's reminders, and a notification of one that is due."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from maru.kit.ui.times import exact
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.reminders.models import Reminder
from maru.support.tickets.telling import Names


def texts_of(events: Sequence[Event], member: Member) -> dict[int, str]:
    """Return event -> what its reminder says now, to whom it is. One query."""
    of = {event.pk: (event.after or {}).get("reminder") for event in events}
    rows = Reminder.objects.visible_to(member).filter(pk__in=[pk for pk in of.values() if pk])
    texts = dict(rows.values_list("pk", "text"))
    return {event: texts.get(pk, "") for event, pk in of.items() if pk}


def told(event: Event, names: Names) -> tuple[str, str]:
    topic = {
        "ticket.reminder_set": _("Reminder"),
        "ticket.reminder_changed": _("Reminder changed"),
        "ticket.reminder_done": _("Reminder done"),
        "ticket.reminder_reopened": _("Reminder not done after all"),
        "ticket.reminder_removed": _("Reminder taken back"),
    }
    what = event.after or event.before or {}
    due = parse_datetime(str(what.get("due_at") or ""))
    parts = [exact(due) if due else "", str(what.get("text", ""))]
    return topic[event.verb], " · ".join(filter(None, parts))


VERBS = [f"ticket.reminder_{what}" for what in ("set", "changed", "done", "reopened", "removed")]
