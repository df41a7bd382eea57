"""In which order a list of tickets stands: each by what is never NULL, the last unique."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maru.kit.database.keyset import Page, cursor_at, page, page_in_runs
from maru.kit.database.walking import are_few
from maru.kit.fields.ordering import key_of, key_within, page_by_value, runs_of
from maru.support.tickets.choices import NEVER, Kind, Priority, Source, Status
from maru.support.tickets.field_orders import field_in, field_order, is_of_values
from maru.support.tickets.owners import OWNERS, page_by_owner

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket, TicketQuerySet


def _rank(column: str, choices: type[models.TextChoices]) -> Case:
    """Return the place of a choice among the others: no alphabet orders them."""
    places = [When(**{column: value}, then=Value(n)) for n, value in enumerate(choices.values)]
    return Case(*places, default=Value(len(places)), output_field=IntegerField())


# What is no column of a ticket. A name alone is no order: two may share it.
KEYS: dict[str, Callable[[], Combinable]] = {
    # Who is promised nothing comes last, whatever is asked first.
    "promised_place": lambda: Case(
        When(promised_at=NEVER, then=Value(1)), default=Value(0), output_field=IntegerField()
    ),
    "status_place": lambda: _rank("status", Status),
    "kind_place": lambda: _rank("kind", Kind),
    "source_place": lambda: _rank("source", Source),
    "requester_name": lambda: Coalesce("requester__name", Value("")),
    "requester_key": lambda: Coalesce("requester_id", Value(0)),
    "organization_word": lambda: Coalesce("requester__organization__name", Value("")),
    "organization_key": lambda: Coalesce("requester__organization_id", Value(0)),
    "assignee_name": lambda: Coalesce("assignee__name", Value("")),
    "assignee_key": lambda: Coalesce("assignee_id", Value(0)),
    "team_name": lambda: Coalesce("team__name", Value("")),
    "team_key": lambda: Coalesce("team_id", Value(0)),
    "brand_name": lambda: F("brand__name"),
}
_LAST = ("-updated_at", "-number")

ORDERS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "newest": (_("Newest activity"), _LAST),
    "waiting": (_("Waiting longest"), ("updated_at", "number")),
    "promised": (_("Due soonest"), ("promised_at", *_LAST)),
    "promised_down": (
        _("Due latest"),
        ("promised_place", "-promised_at", "updated_at", "number"),
    ),
    "priority": (_("Priority"), ("-priority", *_LAST)),
    "priority_up": (_("Priority, lowest first"), ("priority", *_LAST)),
    "created": (_("Newest ticket"), ("-created_at", "-number")),
    "created_up": (_("Oldest ticket"), ("created_at", "number")),
    "number": (_("Number, highest first"), ("-number",)),
    "number_up": (_("Number, lowest first"), ("number",)),
    "subject": (_("Subject, from A"), ("subject", *_LAST)),
    "subject_down": (_("Subject, from Z"), ("-subject", *_LAST)),
    "customer": (_("Customer, from A"), ("requester_name", "requester_key", *_LAST)),
    "customer_down": (_("Customer, from Z"), ("-requester_name", "-requester_key", *_LAST)),
    "organization": (_("Organization, from A"), ("organization_word", "organization_key", *_LAST)),
    "organization_down": (
        _("Organization, from Z"),
        ("-organization_word", "-organization_key", *_LAST),
    ),
    "status": (_("Status, new first"), ("status_place", *_LAST)),
    "status_down": (_("Status, closed first"), ("-status_place", *_LAST)),
    "assignee": (_("Assignee, from A"), ("assignee_name", "assignee_key", *_LAST)),
    "assignee_down": (_("Assignee, from Z"), ("-assignee_name", "-assignee_key", *_LAST)),
    "team": (_("Team, from A"), ("team_name", "team_key", *_LAST)),
    "team_down": (_("Team, from Z"), ("-team_name", "-team_key", *_LAST)),
    "brand": (_("Brand, from A"), ("brand_name", "brand_id", *_LAST)),
    "brand_down": (_("Brand, from Z"), ("-brand_name", "-brand_id", *_LAST)),
    "kind": (_("Kind"), ("kind_place", *_LAST)),
    "kind_down": (_("Kind, last first"), ("-kind_place", *_LAST)),
    "channel": (_("Channel"), ("source_place", *_LAST)),
    "channel_down": (_("Channel, last first"), ("-source_place", *_LAST)),
}
USUAL = ("newest", "waiting", "promised", "priority", "created", "created_up")  # in the menu
# Column of the table -> the order of a first click on its head, and of a second.
BY_COLUMN: dict[str, tuple[str, str]] = {
    "number": ("number", "number_up"),
    "priority": ("priority", "priority_up"),
    "created": ("created", "created_up"),
    "promised": ("promised", "promised_down"),
    "updated": ("newest", "waiting"),
    **{
        name: (name, f"{name}_down")
        for name in (
            "channel",
            "subject",
            "customer",
            "status",
            "assignee",
            "team",
            "brand",
            "kind",
        )
    },
}


# First keys with few values: of many rows each is walked by itself, so that nothing is sorted.
# Each value with what is asked for it.
_FEW: dict[str, list[tuple[Any, dict[str, Any]]]] = {
    "promised_place": [(0, {"promised_at__lt": NEVER}), (1, {"promised_at": NEVER})],
    "status_place": [(n, {"status": value}) for n, value in enumerate(Status.values)],
    "kind_place": [(n, {"kind": value}) for n, value in enumerate(Kind.values)],
    "source_place": [(n, {"source": value}) for n, value in enumerate(Source.values)],
    "priority": [(value, {"priority": value}) for value in Priority.values],
}


def order_of(word: str) -> tuple[str, ...]:
    """Return the order of that name, also of a custom field; the usual one where it is gone."""
    return ORDERS[word][1] if word in ORDERS else field_order(word) or ORDERS["newest"][1]


def in_order(rows: TicketQuerySet, order: Sequence[str]) -> TicketQuerySet:
    """Return all of ``rows`` in ``order``: they are sorted, where no index has it."""
    down, name = order[0].startswith("-"), order[0].lstrip("-")
    if is_of_values(name):  # what is not filled in is NULL, and last either way
        first = F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True)
        return rows.annotate(**_keys(order)).order_by(first, *order[1:])
    return rows.annotate(**_keys(order)).order_by(*order)


def place_of(ticket: Ticket, order: Sequence[str]) -> str:
    """Return the cursor of what follows ``ticket`` in ``order``.

    Costs a query where the order is by what is no column of a ticket.
    """
    made = _keys(order)
    if not made:
        return cursor_at(ticket, order)
    rows = type(ticket).objects.filter(pk=ticket.pk)
    return cursor_at(rows.annotate(**made).get(), order)


def page_of(
    rows: TicketQuerySet,
    order: Sequence[str],
    *,
    show: Callable[[TicketQuerySet], TicketQuerySet] = lambda rows: rows,
    cursor: str = "",
    size: int = 50,
) -> Page[Ticket]:
    """Return the ``size`` tickets after ``cursor`` in ``order``, with what ``show`` loads of each.

    Raises BadCursor. Costs what a page does: one query, or a few where the order begins with a
    choice, a name or a custom field.
    """
    first, down = order[0].lstrip("-"), order[0].startswith("-")
    keys = _keys(order)

    def shown(page: QuerySet[Ticket]) -> QuerySet[Ticket]:
        return show(cast("TicketQuerySet", page)).annotate(**keys)

    how: dict[str, Any] = {"cursor": cursor, "size": size, "show": shown}
    if first in OWNERS:
        return page_by_owner(rows, order, OWNERS[first], keys=keys, **how)
    field = field_in(first)
    if field and is_of_values(first):
        return page_by_value(rows, field, order, **how)
    given = rows.annotate(**keys)
    # Of few rows a choice that none of them has would be looked for among all tickets.
    if (field is None and first not in _FEW) or are_few(rows):
        return page(given, order, **how)
    if field:
        return page_in_runs(given, order, runs_of(field, down=down), **how)
    runs = [(place, partial(Q, **asked)) for place, asked in _FEW[first]]
    return page_in_runs(given, order, runs[::-1] if down else runs, **how)


def _keys(order: Sequence[str]) -> dict[str, Combinable]:
    """Return what rows must be given to stand in ``order``."""
    keys: dict[str, Combinable] = {}
    for n, (name, down) in enumerate((word.lstrip("-"), word.startswith("-")) for word in order):
        if name in KEYS:
            keys[name] = KEYS[name]()
        elif field := field_in(name):
            keys[name] = (key_within if n else key_of)(field, down=down)
    return keys
