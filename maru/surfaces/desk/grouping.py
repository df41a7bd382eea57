"""Rows of the list under headings: by status, by whoever has them, by day, ..."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from maru.kit.database.counting import CAP, count_up_to
from maru.kit.fields.field import CustomField
from maru.kit.fields.ordering import at_place, place_words
from maru.kit.ui.times import day_words
from maru.support.tickets.field_orders import field_of_group, key_in_order
from maru.support.tickets.models import Ticket
from maru.support.tickets.orders import ORDERS, order_of
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
    field: CustomField | None = None


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


def _by(group: str) -> _By | None:
    """Return how rows are grouped so; None for days, and a field that is gone."""
    if group in _BY:
        return _BY[group]
    field = field_of_group(group)
    if field is None:
        return None
    key = key_in_order(field)

    def label(ticket: Ticket) -> str | Promise:
        return place_words(field, getattr(ticket, key)) or pgettext_lazy("group", "No answer")

    return _By((key,), key, attrgetter(key), label, field)


def order_for(group: str, sort: str) -> tuple[str, ...]:
    """Return the order in which groups stay together; by days it is that of their time. What a
    field that is gone was asked for stands as usual."""
    order = order_of(sort)
    if group in _DAYS:
        column, usual = _DAYS[group]
        return order if order[0].lstrip("-") == column else ORDERS[usual][1]
    by = _by(group)
    if by is None or order[0].lstrip("-") == by.order[0].lstrip("-"):
        return order  # also where the head of that column was clicked: its groups turn round
    names = {name.lstrip("-") for name in by.order}
    return (*by.order, *(name for name in order if name.lstrip("-") not in names))


def grouped(tickets: Sequence[Ticket], group: str, rows: TicketQuerySet) -> list[Group]:
    """Return the ``tickets`` of a page under their headings, each with how many of ``rows`` are
    under it; they stand in the order of ``order_for``. One query, however many groups, which
    reads at most 10,001 rows; of a custom field one a group. [] when ``group`` is none."""
    how = _by(group)
    if not tickets or not (how or group in _DAYS):
        return []
    found = list(_stretches(tickets, group, how))
    held = _counted(group, how, [one for one, _label, _rows in found], rows)
    is_more = sum(held.values()) > CAP
    return [
        Group(str(value), label, under, held.get(value, len(under)), is_more and len(found) > 1)
        for value, label, under in found
    ]


def _stretches(
    tickets: Iterable[Ticket], group: str, how: _By | None
) -> Iterator[tuple[Any, str | Promise, list[Ticket]]]:
    last: tuple[Any, str | Promise, list[Ticket]] | None = None
    for ticket in tickets:
        value = how.value(ticket) if how else _day(ticket, group)
        if last is None or last[0] != value:
            if last:
                yield last
            last = (value, how.label(ticket) if how else day_words(value), [])
        last[2].append(ticket)
    if last:
        yield last


def _day(ticket: Ticket, group: str) -> date:
    moment: datetime = getattr(ticket, _DAYS[group][0])
    return timezone.localtime(moment).date()


def _counted(
    group: str, how: _By | None, values: list[Any], rows: TicketQuerySet
) -> dict[Any, int]:
    if how is None:
        return _counted_by_day(_DAYS[group][0], values, rows)
    if how.field:
        return {place: count_up_to(rows.filter(at_place(how.field, place))) for place in values}
    wanted = Q(**{f"{how.column}__in": [value for value in values if value is not None]})
    if None in values:
        wanted |= Q(**{how.column: None})
    counted = _capped(rows.filter(wanted)).order_by().values_list(how.column)
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
