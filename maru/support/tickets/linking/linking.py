from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from maru.kit.database.in_turn import in_turn
from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.behaviour import Behaviour
from maru.support.tickets.linking.link import Link, LinkKind

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket

DEEPEST = 5  # tickets from the topmost parent to the last child
MOST = 200  # links of one ticket


class Unlinkable(Refusal):
    """Two tickets cannot be linked so."""


class Linking(Behaviour):
    """Which tickets have to do with this one: its parent, its children, and others."""

    class Meta:
        abstract = True

    def link(self, kind: str, other: Ticket, *, by: Member) -> Link:
        """Make ``other`` this ticket's parent, child, or related to it; both histories say so.

        Returns the link that is there where it is so already. Raises Unlinkable,
        Merged where one of the two was merged, PermissionDenied when the role may not.
        """
        if not by.can(Power.CHANGE):
            raise PermissionDenied
        ticket = self._me
        if ticket.pk == other.pk:
            raise Unlinkable(422, "same_ticket", _("A ticket cannot be linked to itself."))
        with transaction.atomic():
            # All links take turns: a circle has as many ends as it likes.
            in_turn("linking", ["links"])
            rows = type(ticket).objects.in_bulk([ticket.pk, other.pk])
            for each in rows.values():
                each.must_stand()
            if there := _between(ticket, other):
                return _as_wished(there, kind, ticket, other)
            _few_enough(ticket, other)
            if kind == LinkKind.RELATED:
                low, high = sorted([ticket, other], key=lambda each: each.pk)
                link = Link.objects.create(ticket=low, other=high, by=by)
            else:
                child, parent = (ticket, other) if kind == LinkKind.PARENT else (other, ticket)
                _no_circle(child, parent)
                link = Link.objects.create(ticket=child, other=parent, is_parent=True, by=by)
            _record("ticket.linked", link, by)
        return link

    def unlink(self, link: Link, *, by: Member) -> bool:
        """Take ``link`` away; both histories say so. False if somebody was faster."""
        if not by.can(Power.CHANGE):
            raise PermissionDenied
        with transaction.atomic():
            if not Link.objects.filter(pk=link.pk).delete()[0]:
                return False
            _record("ticket.unlinked", link, by)
        return True


def _between(one: Ticket, other: Ticket) -> Link | None:
    ends = Q(ticket=one, other=other) | Q(ticket=other, other=one)
    return Link.objects.filter(ends).first()


def _as_wished(link: Link, kind: str, one: Ticket, other: Ticket) -> Link:
    if link.kind_for(one.pk) == kind:
        return link
    words = _("#%(one)s and #%(other)s are linked already. Take that link away first.")
    raise Unlinkable(409, "linked", words % {"one": one.pk, "other": other.pk})


def _few_enough(*tickets: Ticket) -> None:
    for ticket in tickets:
        if Link.objects.filter(Q(ticket=ticket) | Q(other=ticket)).count() >= MOST:
            words = _("#%(number)s has %(most)s links already.")
            raise Unlinkable(422, "too_many", words % {"number": ticket.pk, "most": MOST})


def _no_circle(child: Ticket, parent: Ticket) -> None:
    parents = Link.objects.filter(is_parent=True)
    if before := parents.filter(ticket=child).first():
        words = _("#%(child)s already has the parent #%(parent)s. Take it out there first.")
        names = {"child": child.pk, "parent": before.other_id}
        raise Unlinkable(409, "has_parent", words % names)
    above = _climb({parent.pk}, lambda up: parents.filter(ticket__in=up).values_list("other_id"))
    if any(child.pk in level for level in above):
        words = _("#%(parent)s is below #%(child)s already: they would go round in a circle.")
        raise Unlinkable(422, "circle", words % {"parent": parent.pk, "child": child.pk})
    below = _climb({child.pk}, lambda down: parents.filter(other__in=down).values_list("ticket_id"))
    if len(above) + len(below) > DEEPEST:
        words = _("Tickets stand at most %(deepest)s deep below one another.")
        raise Unlinkable(422, "too_deep", words % {"deepest": DEEPEST})


def _climb(start: set[int], step: Callable[[set[int]], Iterable[tuple[int]]]) -> list[set[int]]:
    """Return the levels from ``start`` on; as many as a sound tree has, and one more."""
    levels = [start]
    while len(levels) <= DEEPEST:
        level = {number for (number,) in step(levels[-1])}
        if not level:
            break
        levels.append(level)
    return levels


def _record(verb: str, link: Link, by: Member) -> None:
    """Tell it in both histories, by numbers alone: who reads the one may not see the other."""
    events = []
    for ticket, other in ((link.ticket, link.other_id), (link.other, link.ticket_id)):
        what = {"as": link.kind_for(ticket.pk), "number": other}
        before, after = (None, what) if verb == "ticket.linked" else (what, None)
        events.append(Event.about(verb, ticket, by=by, before=before, after=after))
    Event.record_all(events)
