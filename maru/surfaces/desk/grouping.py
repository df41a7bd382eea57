"""Rows of the list under headings: by status, by whoever has them, by day, ..."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from maru.kit.database.counting import CAP
from maru.kit.ui.times import day_words
from maru.support.savedviews.grouping import GROUPS
from maru.support.tickets.models import Ticket
from maru.support.tickets.orders import ORDERS
from maru.support.tickets.ticket import TicketQuerySet


@dataclass
class Group:
    """A stretch of rows with one heading. ``count`` is of all pages; beyond 10,000 rows of the
    groups of a page it is the least there are (``is_more``)."""

    key: str
    label: str | Promise
    rows: list[Ticket]
    count: int = 0
    is_more: bool = False


@dataclass(frozen=True)
class _By:
    order: tuple[str, ...]  # what keeps a group together
    column: str  # by which its rows are counted
    value: Callable[[Ticket], Any]
    label: Callable[[Ticket], str | Promise]


def _nobody() -> str | Promise:
    return pgettext_lazy("group", "Unassigned")


_BY = {
    "status": _By(("status_place",), "status", lambda t: t.status, Ticket.get_status_display),
    "priority": _By(("-priority",), "priority", lambda t: t.priority, Ticket.get_priority_display),
    "channel": _By(("source_place",), "source", lambda t: t.source, Ticket.get_source_display),
    "assignee": _By(("assignee_name", "assignee_key"), "assignee_id", lambda t: t.assignee_id,
                    lambda t: t.assignee.name if t.assignee else _nobody()),
    "team": _By(("team_name", "team_key"), "team_id", lambda t: t.team_id,
                lambda t: t.team.name if t.team else _("No team")),
    "brand": _By(("brand_name", "brand_id"), "brand_id", lambda t: t.brand_id,
                 lambda t: t.brand.name),
    "customer": _By(("requester_name", "requester_key"), "requester_id", lambda t: t.requester_id,
                    lambda t: t.requester_words or _("Unknown sender")),
}  # fmt: skip
_DAYS = {"created": ("created_at", "created"), "updated": ("updated_at", "newest")}


def order_for(group: str, sort: str) -> tuple[str, ...]:
    """Return the order in which groups stay together; by days it is that of their time."""
    order = ORDERS[sort][1]
    if group in _DAYS:
        column, usual = _DAYS[group]
        return order if order[0].lstrip("-") == column else ORDERS[usual][1]
    if group in _BY:
        first = list(_BY[group].order)
        if order[0].lstrip("-") == first[0].lstrip("-"):
            first[0] = order[0]  # the head of that column was clicked: its groups turn round
        names = {name.lstrip("-") for name in first}
        return (*first, *(name for name in order if name.lstrip("-") not in names))
    return order


def grouped(tickets: Sequence[Ticket], group: str, rows: TicketQuerySet) -> list[Group]:
    """Return the ``tickets`` of a page under their headings, each with how many of ``rows`` are
    under it. One query, however many groups; it reads at most 10,001 rows. [] when ``group``
    is none."""
    if not tickets or group not in GROUPS:
        return []
    found = list(_stretches(tickets, group))
    held = _counted(group, [one for one, _label, _rows in found], rows)
    is_more = sum(held.values()) > CAP
    return [
        Group(str(value), label, under, held.get(value, len(under)), is_more and len(found) > 1)
        for value, label, under in found
    ]


def _stretches(
    tickets: Iterable[Ticket], group: str
) -> Iterator[tuple[Any, str | Promise, list[Ticket]]]:
    last: tuple[Any, str | Promise, list[Ticket]] | None = None
    for ticket in tickets:
        value = _value(ticket, group)
        if last is None or last[0] != value:
            if last:
                yield last
            last = (value, _label(ticket, group), [])
        last[2].append(ticket)
    if last:
        yield last


def _value(ticket: Ticket, group: str) -> Any:
    return _day(ticket, group) if group in _DAYS else _BY[group].value(ticket)


def _label(ticket: Ticket, group: str) -> str | Promise:
    return day_words(_day(ticket, group)) if group in _DAYS else _BY[group].label(ticket)


def _day(ticket: Ticket, group: str) -> date:
    moment: datetime = getattr(ticket, _DAYS[group][0])
    return timezone.localtime(moment).date()


def _counted(group: str, values: list[Any], rows: TicketQuerySet) -> dict[Any, int]:
    if group in _DAYS:
        return _counted_by_day(_DAYS[group][0], values, rows)
    column = _BY[group].column
    wanted = Q(**{f"{column}__in": [value for value in values if value is not None]})
    if None in values:
        wanted |= Q(**{column: None})
    counted = _capped(rows.filter(wanted)).order_by().values_list(column)
    return dict(counted.annotate(n=Count("pk")))


def _counted_by_day(column: str, days: list[date], rows: TicketQuerySet) -> dict[Any, int]:
    within = {day: _within(column, day) for day in days}
    reached = Q(**{f"{column}__gte": _start(min(days))}) & Q(
        **{f"{column}__lt": _start(max(days) + timedelta(days=1))}
    )
    names = {f"day{n}": day for n, day in enumerate(days)}
    counts = {name: Count("pk", filter=within[day]) for name, day in names.items()}
    held = _capped(rows.filter(reached)).aggregate(**counts)
    return {day: held[name] for name, day in names.items()}


def _capped(rows: TicketQuerySet) -> TicketQuerySet:
    return Ticket.objects.filter(pk__in=rows.order_by().values("pk")[: CAP + 1])


def _within(column: str, day: date) -> Q:
    return Q(**{f"{column}__gte": _start(day), f"{column}__lt": _start(day + timedelta(days=1))})


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
