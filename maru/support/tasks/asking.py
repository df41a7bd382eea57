"""What conditions may ask of a ticket's list, and what a column of views and exports shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from maru.kit.conditions import FLAG, OWN_FLAG, Asking, Field
from maru.support.savedviews.columns import Column
from maru.support.savedviews.field_columns import Cell
from maru.support.tasks.models import Task
from maru.support.tickets.models import Ticket


def _left(ticket: Ticket) -> list[Task]:
    return [task for task in ticket.tasks.all() if not task.is_done]


def _of_ticket() -> Any:
    return Task.objects.left().filter(ticket=OuterRef("pk"))


def where_left() -> Q:
    """Return what finds the tickets with tasks to do."""
    return Q(Exists(_of_ticket()))


def _has_mine(ticket: Ticket, asking: Asking) -> bool:
    return any(task.assignee_id == asking.me for task in _left(ticket))


def _where_mine(asking: Asking) -> Q:
    # From the few of one member, not from each ticket.
    return Q(pk__in=Task.objects.left().filter(assignee=asking.me).values("ticket"))


FIELDS = [
    Field("tasks_left", _("Has tasks to do"), FLAG, lambda t: bool(_left(t)), where=where_left),
    Field(
        "my_tasks", _("Has a task of mine"), OWN_FLAG, lambda t: partial(_has_mine, t),
        where_for=_where_mine,
    ),
]  # fmt: skip


def columns() -> Iterator[Column]:
    yield Column("tasks", str(_("Tasks")), _cells)


def _cells(rows: Sequence[Any]) -> Mapping[int, list[Cell]]:
    """«2/5»: how many are done, of how many; nothing where there are none. One query."""
    found = Task.objects.filter(ticket__in=[row.pk for row in rows])
    whole, done = Counter[int](), Counter[int]()
    for ticket, done_at in found.order_by().values_list("ticket_id", "done_at"):
        whole[ticket] += 1
        done[ticket] += done_at is not None
    return {
        row.pk: [Cell(f"{done[row.pk]}/{whole[row.pk]}")] if whole[row.pk] else [] for row in rows
    }
