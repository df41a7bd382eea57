"""The links of a ticket as a member may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from maru.staff.members.models import Member
from maru.support.tickets.linking.link import Link, LinkKind
from maru.support.tickets.models import Ticket

_ORDER = [LinkKind.PARENT, LinkKind.CHILD, LinkKind.RELATED]


@dataclass(frozen=True)
class Linked:
    """The other end of a link, and what it is to the ticket whose links are shown."""

    link: Link
    kind: str
    ticket: Ticket

    @property
    def label(self) -> str:
        return str(LinkKind(self.kind).label)


def linked(ticket: Ticket, member: Member) -> list[Linked]:
    """Return what is linked to ``ticket``, or to what was merged into it, and seen by ``member``.

    Parents first, then children, then others. Costs one query where nothing was merged.
    """
    here = ticket.with_merged() if ticket.joined_id else {ticket.pk}
    rows = Link.objects.visible_to(member).filter(Q(ticket__in=here) | Q(other__in=here))
    found = [_seen_from(here, link) for link in rows.select_related("ticket", "other", "by")]
    return sorted(found, key=lambda each: (_ORDER.index(LinkKind(each.kind)), each.ticket.pk))


def _seen_from(here: set[int], link: Link) -> Linked:
    is_near = link.ticket_id in here
    near, far = (link.ticket, link.other) if is_near else (link.other, link.ticket)
    return Linked(link, link.kind_for(near.pk), far)


def links_panel(ticket: Ticket, member: Member) -> dict[str, Any]:
    """For tickets/_links.html. Costs what ``linked`` does."""
    return {"links": linked(ticket, member), "link_kinds": LinkKind.choices}
