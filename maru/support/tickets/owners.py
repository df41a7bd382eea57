"""Tickets in the order of names: of their customer, organization, assignee, team or brand.

The names are walked, not the tickets (``kit/database/walking``): nobody's first, then those of
each name. Of who has many tickets, such as a team, each is read alone, along the index of theirs;
of who has few, such as a customer, some hundred together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.db.models.expressions import Combinable

from maru.kit.database.keyset import Page, after, keys_of, opened, page, page_of_keys
from maru.kit.database.walking import among, are_few
from maru.records.customers.models import Customer, Organization
from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.teams.models import Team

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket, TicketQuerySet

FIRST, GROWTH, MOST = 1, 5, 500  # names that are read at once: some have thousands of tickets
NOBODY = 0  # the key of what belongs to nobody


@dataclass(frozen=True)
class Owner:
    """``path`` leads from a ticket to whom it belongs. ``theirs``: what finds the tickets of some
    of them, where each has few."""

    names: Callable[[], models.QuerySet[Any]]
    path: str
    theirs: Callable[[Sequence[int]], models.Q] | None = None

    def after(self, last: Sequence[Any] | None, *, down: bool) -> Iterator[list[int]]:
        """Yield, some at a time, who follows whom the page before ended with; ``last`` begins
        with their name and key."""
        if last is None and not down:
            yield [NOBODY]
        if last is None or last[1] != NOBODY:
            yield from self._named(last[:2] if last else None, down=down)
            if down:
                yield [NOBODY]
        elif not down:
            yield from self._named(None, down=down)

    def _named(self, last: Sequence[Any] | None, *, down: bool) -> Iterator[list[int]]:
        order = ("-name", "-id") if down else ("name", "id")
        most = FIRST
        while True:
            rows = self.names().order_by(*order)
            found = rows.filter(after(order, last)) if last else rows
            named = list(found.values_list("name", "id")[:most])
            keys = [key for _name, key in named]
            yield from [keys] if self.theirs and keys else ([key] for key in keys)
            if len(named) < most:
                return
            last, most = named[-1], min(most * GROWTH, MOST)

    def of(self, keys: Sequence[int], rows: TicketQuerySet) -> TicketQuerySet:
        """Return those of ``rows`` that belong to one of ``keys``: one alone, if each has many."""
        if keys == [NOBODY]:
            return rows.filter(**{self.path: None})
        if self.theirs is None:
            return rows.filter(**{self.path: keys[0]})
        theirs = rows.model._default_manager.filter(self.theirs(keys))
        return cast("TicketQuerySet", among(theirs, rows))


def _of_organizations(keys: Sequence[int]) -> models.Q:
    people = Customer.objects.filter(organization__in=keys).order_by()
    return models.Q(requester__in=people.values("pk"))


# The first key of an order -> whose name it is.
OWNERS = {
    "requester_name": Owner(
        Customer.objects.all, "requester", lambda keys: models.Q(requester__in=keys)
    ),
    "organization_word": Owner(
        Organization.objects.all, "requester__organization", _of_organizations
    ),
    "assignee_name": Owner(Member.objects.all, "assignee"),
    "team_name": Owner(Team.objects.all, "team"),
    "brand_name": Owner(Brand.objects.all, "brand"),
}


def page_by_owner(
    rows: TicketQuerySet,
    order: Sequence[str],
    owner: Owner,
    *,
    keys: Mapping[str, Combinable],
    cursor: str,
    size: int,
    show: Callable[[Any], Any],
) -> Page[Ticket]:
    """As ``page_of``, of an order that begins with name and key of an owner; ``keys`` are what
    rows are given to stand in it. Costs a look, and a query for some names until the page is
    full."""
    if are_few(rows):
        return page(rows.annotate(**keys), order, cursor=cursor, size=size, show=show)
    last = opened(cursor, order, rows.model) if cursor else None
    rest = order[2:]

    def parts() -> Iterator[TicketQuerySet]:
        if last:
            begun = owner.of([last[1]], rows).annotate(**keys)
            yield begun.filter(after(rest, last[2:])).order_by(*rest)
        for some in owner.after(last, down=order[0].startswith("-")):
            found = owner.of(some, rows).annotate(**keys)
            yield found.order_by(*(order if len(some) > 1 else rest))

    found = keys_of(parts(), size + 1)
    return page_of_keys(rows, order, found, size=size, show=show, is_first=not cursor)
