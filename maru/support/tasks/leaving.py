"""Whoever leaves has tasks left: they go to whoever takes over, or to nobody."""

from __future__ import annotations

from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.tasks.models import Task
from maru.support.tickets.models import Ticket


def pass_on(member: Member, to: Member | Team | None, by: Member) -> None:
    """Give each to ``to`` where they see its ticket. Costs some queries a task."""
    tasks = Task.objects.left().filter(assignee=member).select_related("ticket")
    seen: set[int] = set()
    if isinstance(to, Member):
        visible = Ticket.objects.visible_to(to).filter(pk__in=tasks.values("ticket"))
        seen = set(visible.values_list("pk", flat=True))
    for task in tasks:
        heir = to if isinstance(to, Member) and task.ticket_id in seen else None
        task.change(by=by, text=task.text, assignee=heir, due_on=task.due_on)
