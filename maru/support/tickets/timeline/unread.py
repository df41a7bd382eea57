"""What is new to a member since they had the ticket in sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Subquery

if TYPE_CHECKING:
    from maru.staff.members.models import Member
    from maru.support.tickets.models import Ticket


@dataclass(frozen=True)
class News:
    """``first`` is the id of the first new message, 0 where nothing is new."""

    first: int = 0
    count: int = 0


def news_since(ticket: Ticket, member: Member) -> News:
    """Return what others said since ``member`` saw the ticket last.

    Nothing for who never opened it, or made it unread by hand: to them no part of it is newer
    than another. Costs a query.
    """
    seen = Subquery(ticket.seen.filter(member=member, upto__gt=0).values("upto")[:1])
    new = ticket.messages.once().filter(pk__gt=seen).exclude(member=member)
    found = new.aggregate(first=Min("pk"), count=Count("pk"))
    return News(found["first"] or 0, found["count"])
