"""What one has open, each ticket with the words that a hand-over begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maru.kit.text.lines import one_line
from maru.kit.ui.times import spoken
from maru.kit.written.signing import unsigned
from maru.staff.members.models import Member
from maru.support.reminders.models import Reminder
from maru.support.tasks.models import Task
from maru.support.tickets.models import Message, Ticket

MOST = 100  # tickets of one hand-over
QUOTED = 120  # characters of the last word


@dataclass(frozen=True)
class Open:
    """One ticket that is open, and what is to be said of it."""

    ticket: Ticket
    text: str


def open_for(member: Member) -> list[Open]:
    """Return what ``member`` has and has not solved, what was put off too, the newest first.

    Four queries, however many there are."""
    rows = Ticket.objects.visible_to(member).genuine().unsolved().filter(assignee=member)
    related = ("brand", "requester", "team")
    tickets = list(rows.select_related(*related).order_by("-updated_at", "-number")[:MOST])
    numbers = [ticket.pk for ticket in tickets]
    words = Message.objects.defer("html", "headers", "quoted").select_related("customer", "member")
    last = words.in_bulk([ticket.last_public_id for ticket in tickets if ticket.last_public_id])
    tasks = _grouped(Task.objects.left().filter(ticket__in=numbers).order_by("place", "id"))
    due = Reminder.objects.filter(ticket__in=numbers).seen_by(member)
    reminders = _grouped(due)
    return [
        Open(
            ticket,
            _words(
                ticket, last.get(ticket.last_public_id), tasks.get(ticket.pk, []),
                reminders.get(ticket.pk, []),
            ),
        )
        for ticket in tickets
    ]  # fmt: skip


def _grouped(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.ticket_id, []).append(row)
    return found


def _words(
    ticket: Ticket, last: Message | None, tasks: list[Task], reminders: list[Reminder]
) -> str:
    lines = [_("State: %(state)s") % {"state": ticket.get_status_display()}]
    if ticket.is_snoozed:
        until = ticket.snoozed_until
        when = spoken(until) if until else _("until the customer answers")
        lines[0] += " · " + _("put off: %(when)s") % {"when": when}
    if last:
        said = one_line(unsigned(last.text)[: 4 * QUOTED])
        said = said if len(said) <= QUOTED else said[:QUOTED].rstrip() + "…"
        who = {"who": last.author or _("Unknown sender"), "when": spoken(last.created_at)}
        lines.append(_("Last word: %(who)s, %(when)s: “%(said)s”") % {**who, "said": said})
    if tasks:
        lines.append(_("Tasks: %(tasks)s") % {"tasks": ", ".join(task.text for task in tasks)})
    if reminders:
        next_one = reminders[0]
        told = {"when": spoken(next_one.due_at), "what": next_one.text or _("look again")}
        lines.append(_("Next reminder: %(when)s, %(what)s") % told)
    return "\n".join(lines)
