"""Which other ticket somebody means by a number, or by a few words of its subject."""

from __future__ import annotations

import unicodedata

from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket
from maru.support.tickets.ticket import TicketQuerySet

MOST = 8  # tickets that are offered
RECENT = 2_000  # of the brand, the last changed, whose subjects are searched
LONGEST = 18  # digits of a number


def choices(ticket: Ticket, member: Member, words: str) -> list[Ticket]:
    """Return at most 8 other tickets of the brand that ``words`` mean: a number, or a part of a
    subject among the 2,000 last changed. Without words those of the same customer.

    Costs at most two queries and those of ``for_rows``, and no look at what is older.
    """
    rows = Ticket.objects.visible_to(member).genuine().exclude(pk=ticket.pk)
    rows = rows.filter(brand_id=ticket.brand_id).order_by("-updated_at", "-number")
    words = _plain(words.replace("\x00", "").strip().lstrip("#")[:200])
    if not words:
        theirs = rows.filter(requester_id=ticket.requester_id) if ticket.requester_id else None
        return list(theirs.for_rows()[:MOST]) if theirs is not None else []
    numbers = _with_subject(rows, words)
    if words.isascii() and words.isdecimal() and len(words) <= LONGEST:
        numbers.insert(0, int(words))
    found = rows.for_rows().in_bulk(numbers)
    return [found[number] for number in dict.fromkeys(numbers) if number in found][:MOST]


def _with_subject(rows: TicketQuerySet, words: str) -> list[int]:
    # Compared here: a database that is asked for a part of a text reads them all.
    recent = rows.values_list("pk", "subject")[:RECENT]
    return [number for number, subject in recent if words in _plain(subject)][:MOST]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
