"""One thing done to several tickets: each is changed as by itself, and one that may not be is
left out and told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from maru.staff.journal.event import Actor
from maru.staff.members.access import LARGEST
from maru.staff.members.models import Member
from maru.support.tickets.filling import Unfilled
from maru.support.tickets.forms import askable
from maru.support.tickets.merging.refused import Merged
from maru.support.tickets.models import Ticket

AT_MOST = 200  # tickets; a page of the list has 50

Deed = Callable[[Ticket], bool]

VERBS: dict[str, Callable[..., bool]] = {
    "solve": Ticket.solve,
    "reopen": lambda ticket, *, by: ticket.is_done and ticket.reopen(by=by),
    "spam": Ticket.mark_as_spam,
    "not_spam": Ticket.clear_of_spam,
}


class Unfit(Exception):
    """The one who shall have a ticket does not work for its brand or private team."""


@dataclass
class Done:
    """Numbers of tickets: what changed, what was so already, what was left out."""

    changed: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    unfit: list[int] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)  # into others, meanwhile
    unfilled: list[int] = field(default_factory=list)  # a field is needed to solve them


def do_to_all(tickets: QuerySet[Ticket], deed: Deed) -> Done:
    """Do ``deed`` to each of ``tickets`` in the order of their numbers."""
    done = Done()
    for ticket in tickets.order_by("pk"):
        try:
            (done.changed if deed(ticket) else done.unchanged).append(ticket.pk)
        except Merged:
            done.merged.append(ticket.pk)
        except Unfilled:
            done.unfilled.append(ticket.pk)
        except Unfit:
            done.unfit.append(ticket.pk)
    return done


def giving_to(pk: int | None, *, by: Actor) -> Deed:
    """Return the deed that assigns to the member ``pk``, None to nobody; it raises Unfit."""

    def give(ticket: Ticket) -> bool:
        if pk is None:
            return ticket.assign(None, by=by)
        to: Member | None = (
            askable(ticket.brand_id, ticket.team).filter(pk=min(pk, LARGEST)).first()
        )
        if to is None:
            raise Unfit
        return ticket.assign(to, by=by)

    return give


def tagging(word: str, *, by: Actor) -> Deed:
    """Return the deed that adds a tag to those that are there."""
    return lambda ticket: ticket.tag_only([*(tag.name for tag in ticket.tags.all()), word], by=by)
