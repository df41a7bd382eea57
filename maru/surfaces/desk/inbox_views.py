"""The fixed views over the tickets: the tabs of the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maru.kit.database.counting import count_up_to
from maru.staff.members.models import Member
from maru.support.tickets.choices import DONE
from maru.support.tickets.models import Ticket
from maru.support.tickets.ticket import TicketQuerySet

RECENTLY = timedelta(days=7)
SPAM = "spam"  # the one view that shows it


@dataclass(frozen=True)
class View:
    key: str
    label: str | Promise
    narrow: Callable[[TicketQuerySet, Member], TicketQuerySet]

    def of(self, member: Member) -> TicketQuerySet:
        seen = Ticket.objects.visible_to(member)
        rows = seen.spam() if self.key == SPAM else seen.genuine()
        return self.narrow(rows, member)


def _recently_solved(rows: TicketQuerySet) -> TicketQuerySet:
    since = timezone.now() - RECENTLY
    # Solving changes a ticket: by its last change, which has an index, the old ones are not read.
    return rows.filter(status__in=DONE, solved_at__gte=since, updated_at__gte=since)


VIEWS = {
    view.key: view
    for view in [
        View("mine", _("Mine"), lambda rows, member: rows.unsolved().filter(assignee=member)),
        View("unassigned", _("Unassigned"), lambda rows, _m: rows.unsolved().filter(assignee=None)),
        View("open", _("All open"), lambda rows, _m: rows.unsolved()),
        View("solved", _("Recently solved"), lambda rows, _m: _recently_solved(rows)),
        View("all", _("All"), lambda rows, _m: rows),
        View(SPAM, _("Spam"), lambda rows, _m: rows),
    ]
}


def counts(member: Member) -> dict[str, int]:
    """Return how many tickets each view holds, capped. Costs one query a view."""
    return {key: count_up_to(view.of(member)) for key, view in VIEWS.items()}
