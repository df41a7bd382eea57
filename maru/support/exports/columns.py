"""What a row of an export may hold, and how a value of a ticket becomes a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.records.customers.contact_point import ContactKind
from maru.staff.members.models import Member
from maru.support.savedviews.columns import more_columns
from maru.support.tickets.models import Ticket

Value = str | int | datetime | None


@dataclass(frozen=True)
class Column:
    """``needs`` are what is loaded ahead for many tickets: prefetch_related's words. ``cells``
    reads many at once, as the columns of views do, instead of ``value``."""

    name: str
    label: str | Promise
    value: Callable[[Ticket], Value] = lambda ticket: None
    needs: tuple[str, ...] = ()
    cells: Callable[[Sequence[Ticket]], Mapping[int, Any]] | None = None


def _points(ticket: Ticket, kind: str) -> str:
    points = ticket.requester.contact_points.all() if ticket.requester else []
    return ", ".join(point.value for point in points if point.kind == kind)


def _name(row: Any) -> str:
    return str(row) if row else ""


_POINTS = ("requester__contact_points",)
_COLUMNS = [
    Column("number", gettext_lazy("Number"), lambda t: t.pk),
    Column("subject", gettext_lazy("Subject"), lambda t: t.subject),
    Column("channel", gettext_lazy("Channel"), lambda t: t.get_source_display()),
    Column("customer", gettext_lazy("Customer"), lambda t: _name(t.requester), _POINTS),
    Column("email", gettext_lazy("Customer's e-mail"),
           lambda t: _points(t, ContactKind.EMAIL), _POINTS),
    Column("phone", gettext_lazy("Customer's phone"),
           lambda t: _points(t, ContactKind.PHONE), _POINTS),
    Column("organization", gettext_lazy("Organization"),
           lambda t: _name(t.requester and t.requester.organization), ("requester__organization",)),
    Column("status", gettext_lazy("Status"), lambda t: t.get_status_display()),
    Column("priority", gettext_lazy("Priority"), lambda t: t.get_priority_display()),
    Column("assignee", gettext_lazy("Assignee"), lambda t: _name(t.assignee)),
    Column("team", gettext_lazy("Team"), lambda t: _name(t.team)),
    Column("brand", gettext_lazy("Brand"), lambda t: t.brand.name),
    Column("kind", gettext_lazy("Kind"), lambda t: t.get_kind_display()),
    Column("tags", gettext_lazy("Tags"), lambda t: ", ".join(g.name for g in t.tags.all()),
           ("tags",)),
    Column("followers", gettext_lazy("Followed by"),
           lambda t: ", ".join(map(str, t.followers.all())), ("followers",)),
    Column("created", gettext_lazy("Created"), lambda t: t.created_at),
    Column("updated", gettext_lazy("Last activity"), lambda t: t.updated_at),
    Column("answered", gettext_lazy("First answered"), lambda t: t.first_answered_at),
    Column("solved", gettext_lazy("Solved on"), lambda t: t.solved_at),
    Column("spam", gettext_lazy("Spam"), lambda t: _("yes") if t.is_spam else ""),
    Column("link", gettext_lazy("Address"),
           lambda t: settings.PUBLIC_URL + reverse("desk:ticket", args=[t.pk])),
]  # fmt: skip
ALWAYS = ["number", "subject"]  # whatever the view shows


def columns(member: Member) -> dict[str, Column]:
    """Return all that ``member`` may choose by their names, in their order: our own, and those
    that views have of other apps. Costs what their sources cost."""
    own = {column.name: column for column in _COLUMNS}
    others = {
        each.name: Column(each.name, each.label, cells=each.values)
        for each in more_columns(member=member)
        if each.name not in own
    }
    return {**own, **others}


def named(names: Iterable[str], member: Member) -> list[Column]:
    """Return number, subject and those of ``names`` that there are, in their order."""
    wanted = {*ALWAYS, *names}
    return [column for name, column in columns(member).items() if name in wanted]


def rows_of(tickets: Sequence[Ticket], asked: Sequence[Column]) -> Iterator[list[Value]]:
    """Yield the values of each ticket; what is read of many at once is read once."""
    read = {column.name: column.cells(tickets) for column in asked if column.cells}
    for ticket in tickets:
        yield [
            _words(read[column.name].get(ticket.pk)) if column.cells else column.value(ticket)
            for column in asked
        ]


def _words(cells: Iterable[Any] | None) -> str:
    return ", ".join(cell.words for cell in cells or ())
