"""Which other ticket somebody means by a number, or by a few words of its subject."""

from __future__ import annotations

from django.db.models import Q

from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket

MOST = 8  # tickets that are offered
RECENT = 2_000  # of the brand, the last changed, whose subjects are searched


def choices(ticket: Ticket, member: Member, words: str) -> list[Ticket]:
    """Return at most 8 other tickets of the brand that ``words`` mean: a number, or a part of a
    subject among the 2,000 last changed. Without words those of the same customer.

    Costs one query, and no look at what is older.
    """
    rows = Ticket.objects.visible_to(member).genuine().filter(brand_id=ticket.brand_id)
    rows = rows.exclude(pk=ticket.pk)
    words = words.replace("\x00", "").strip().lstrip("#")[:200]
    if not words:
        if ticket.requester_id is None:
            return []
        rows = rows.filter(requester_id=ticket.requester_id)
    elif words.isascii() and words.isdecimal():
        rows = rows.filter(Q(pk=int(words[:18])) | _lately(ticket, words))
    else:
        rows = rows.filter(_lately(ticket, words))
    return list(rows.for_rows()[:MOST])


def _lately(ticket: Ticket, words: str) -> Q:
    recent = Ticket.objects.filter(brand_id=ticket.brand_id).order_by("-updated_at", "-number")
    return Q(pk__in=recent.values("pk")[:RECENT], subject__icontains=words)
