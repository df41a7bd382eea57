"""Tickets by what people have at hand: any words, whose they are, a number."""

from __future__ import annotations

import re

from django.db.models import Q

from maru.kit.search.condition import changed_lately
from maru.kit.search.finding import LOOKED_AT, answer
from maru.kit.search.index import holding
from maru.kit.search.reading import read
from maru.records.customers.known import known_by
from maru.records.customers.models import Customer
from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket

_NUMBER = re.compile(r"#?(\d{1,18})")
_FEW = 200  # customers


def meant_by(words: str, member: Member) -> Q:
    """Return the condition for the tickets that ``words`` find: by the search, all that its page
    shows; by who asked; by the number. Where nothing is found so, by any part of the name,
    address or number of who asked.

    Few are named one by one: a condition that is true of one in a million would have the list
    read them all. Five to some twenty queries; only the last way reads all names (``known_by``).
    """
    said = _said(words, member)
    ids = [*_numbered(words, member), *_asked_by(_found(words, member), member)]
    if said is None and not ids:
        ids = _asked_by(_known(words, member), member)
    return Q(pk__in=ids) if said is None else said | Q(pk__in=ids)


def numbered(words: str, member: Member) -> Q:
    """Return the condition for the ticket whose number ``words`` are; Q() if they are none."""
    return Q(pk__in=found) if (found := _numbered(words, member)) else Q()


def _numbered(words: str, member: Member) -> list[int]:
    if not (match := _NUMBER.fullmatch(words)):
        return []
    # One that was merged is found where its messages stand.
    seen = Ticket.objects.visible_to(member)
    rows = seen.filter(number=int(match[1])).values_list("number", "merged_into")
    return [number for row in rows for number in row if number]


def _said(words: str, member: Member) -> Q | None:
    """Return what says ``words``, None if nothing does: of phrases the newest LOOKED_AT alone. What
    waits to be indexed is asked as it is now."""
    query = read(words, member, kinds=["ticket"])
    if query.is_empty:
        return None
    found = answer(query, member, size=LOOKED_AT)
    ids = [document.object_id for document in found.documents]
    if query.phrases:
        return Q(pk__in=ids) if ids else None
    lately = Q(pk__in=changed_lately("ticket", [query.asked])) & query.conditions["ticket"]
    if found.next is not None:
        return (query.conditions["ticket"] & Q(holding("ticket", [query.asked], "pk"))) | lately
    newer = Ticket.objects.filter(lately).values_list("pk", flat=True)
    return Q(pk__in=ids) if (ids := [*ids, *newer]) else None


def _found(words: str, member: Member) -> list[int]:
    """Return customers that the index tells of. Of many the newest: their name is said in what
    they asked, too."""
    found = answer(read(words, member, kinds=["customer"]), member, size=_FEW, widely=False)
    return [document.object_id for document in found.documents]


def _known(words: str, member: Member) -> list[int]:
    known = Customer.objects.visible_to(member).filter(known_by(words))
    return list(known.order_by("-pk").values_list("pk", flat=True)[:_FEW])


def _asked_by(customers: list[int], member: Member) -> list[int]:
    seen = Ticket.objects.visible_to(member)
    theirs = seen.filter(requester__in=customers).order_by("-updated_at")
    return list(theirs.values_list("pk", flat=True)[:LOOKED_AT])
