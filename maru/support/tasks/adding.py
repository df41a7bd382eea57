"""New lines of a ticket's list, and the order in which they stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tasks.task import LONGEST, Task, tell_given
from maru.support.tickets.models import Ticket

MOST = 100  # tasks of one ticket


class Unlisted(Refusal):
    """It cannot be put on the list."""


def lines_in(text: str) -> list[str]:
    """Return the tasks that ``text`` says: one a line, without the marks that lists begin with.

    Raises Unlisted for no line, or one that is too long.
    """
    found = [_unmarked(line) for line in text.replace("\x00", "").splitlines()]
    tasks = [line for line in found if line]
    if not tasks:
        raise Unlisted(422, "empty", _("Write what is to be done."))
    if longest := next((line for line in tasks if len(line) > LONGEST), None):
        words = _("“%(line)s…” is too long: a task has at most %(most)s characters.")
        raise Unlisted(422, "too_long", words % {"line": longest[:20], "most": LONGEST})
    return tasks


def _unmarked(line: str) -> str:
    """«- [ ] 송장 확인», «• 송장 확인» and «1. 송장 확인» are all the same task."""
    words = line.strip()
    head, _space, rest = words.partition(" ")
    if rest and (head in {"-", "*", "•", "·", "–", "□", "☐", "▪", "▢"} or _is_number(head)):
        words = rest.strip()
    for box in ("[ ]", "[]", "☐", "□"):
        words = words.removeprefix(box).strip()
    return words


def _is_number(head: str) -> bool:
    return len(head) < 4 and head[-1:] in {".", ")"} and head[:-1].isdecimal()


def add_tasks(
    ticket: Ticket,
    texts: Sequence[str],
    *,
    by: Actor,
    assignee: Member | None = None,
    due_on: date | None = None,
    place: int | None = None,
    because: Event | None = None,
) -> list[Task]:
    """Put ``texts`` on the list of ``ticket``, at its end or at ``place``; whoever is given them
    is told once. The list is held: two who add at once leave both, one after the other.

    Raises Unlisted where the list would grow too long, Merged where the ticket has gone into
    another.
    """
    with transaction.atomic():
        held = Ticket.objects.select_for_update(no_key=True, of=("self",))
        ticket.merged_into_id = held.values_list("merged_into_id", flat=True).get(pk=ticket.pk)
        ticket.must_stand()
        there = Task.objects.filter(ticket=ticket)
        if there.count() + len(texts) > MOST:
            raise Unlisted(422, "too_many", _("A ticket has at most %s tasks.") % MOST)
        last = there.aggregate(last=Max("place"))["last"]
        first = 0 if last is None else last + 1
        tasks = [
            Task.objects.create(
                ticket=ticket, text=text, place=first + n, assignee=assignee, due_on=due_on,
                created_by=by if isinstance(by, Member) else None,
            )
            for n, text in enumerate(texts)
        ]  # fmt: skip
        event = Event.record(
            "ticket.task_added", ticket, by=by, because=because,
            after={"tasks": [task.told for task in tasks]},
        )  # fmt: skip
        if assignee:
            tell_given(tasks, assignee, by=by, because=event)
        if place is not None:
            move_task(tasks[0], place, by=by)
    return tasks


def move_task(task: Task, place: int, *, by: Actor) -> bool:
    """Let ``task`` stand at ``place`` of its list, from 0; beyond the last it is the last. Return
    False if it stood there. Costs two queries, and one for each that moves."""
    with transaction.atomic():
        list(Ticket.objects.filter(pk=task.ticket_id).select_for_update(no_key=True).values("pk"))
        rows = list(Task.objects.filter(ticket=task.ticket_id).order_by("place", "id"))
        before = [row.pk for row in rows]
        if task.pk not in before:
            return False
        moved = rows.pop(before.index(task.pk))
        rows.insert(min(place, len(rows)), moved)
        after = [row.pk for row in rows]
        if before == after:
            return False
        changed = [row for n, row in enumerate(rows) if row.place != n]
        for n, row in enumerate(rows):
            row.place = n
        Task.objects.bulk_update(changed, ["place"])
        Event.record(
            "ticket.task_moved",
            task.ticket,
            by=by,
            after={"task": task.pk, "to": after.index(task.pk)},
        )
    return True
