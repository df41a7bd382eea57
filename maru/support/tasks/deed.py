"""Tasks are put on the list of a ticket: a checklist, by a macro or for many at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.actions.action import Unreadable
from maru.support.actions.deeds.deed import Deed
from maru.support.actions.deeds.tagging import is_text
from maru.support.tasks.adding import MOST, Unlisted, add_tasks, lines_in
from maru.support.tasks.models import Task
from maru.support.tasks.wording import shortened
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.actions.step import Step


class Listed(Deed):
    """Values: the tasks, in their order. What stands on a list already, and is not done, is not
    put there twice."""

    name, label = "tasks_added", gettext_lazy("Add tasks")
    power = Power.NOTE
    is_long = True
    # What it added it takes off by its number, unless that is done: nothing overtakes it.
    verbs: frozenset[str] = frozenset()

    def read(self, given: Any, by: Member) -> list[str]:
        lines = given if isinstance(given, list) else [given]
        if not all(is_text(line) for line in lines):
            raise Unreadable(_("Write tasks, one a line."))
        try:
            found = list(dict.fromkeys(lines_in("\n".join(lines))))
        except Unlisted as why:
            raise Unreadable(why.words) from None
        if len(found) > MOST:
            raise Unreadable(_("A ticket has at most %s tasks.") % MOST)
        return found

    def words(self, value: Any) -> str:
        return " · ".join(map(shortened, value))

    def same(self, value: Any, step: Step) -> Q:
        found = Q()
        for text in value:
            found &= Q(Exists(_left_of().filter(text=text)))
        return found

    def refusals(self, value: Any, step: Step) -> Iterable[tuple[str, Q]]:
        counted = Task.objects.filter(ticket=OuterRef("pk")).order_by().values("ticket")
        new = len(value)
        yield (
            "too_many",
            Q(Exists(counted.annotate(num=Count("pk")).filter(num__gt=MOST - new)))
            & ~self.same(value, step),
        )

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        there = set(Task.objects.filter(ticket=ticket).left().values_list("text", flat=True))
        new = [text for text in value if text not in there]
        if not new:
            return None
        return [task.pk for task in add_tasks(ticket, new, by=step.by, because=because)]

    def take_back(self, ticket: Ticket, was: Any, value: Any, step: Step, because: Event) -> None:
        for task in Task.objects.filter(ticket=ticket, pk__in=was).left():
            task.remove(by=step.by, because=because)


def _left_of() -> Any:
    return Task.objects.left().filter(ticket=OuterRef("pk"))


def listed() -> list[Listed]:
    return [Listed()]
