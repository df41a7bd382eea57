"""What a ticket is marked with (kit/search/marks), and which marks a field asks for.

Whatever changes one of them has the ticket's document made anew: see outdating.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone

from maru.kit.search.analysing import given_names_of
from maru.kit.search.asked import Term
from maru.kit.search.marks import mark
from maru.kit.search.source import Seen
from maru.records.customers import fields
from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket

FILES, SPAM = mark("has", "file"), mark("is", "spam")
NONE = "none"  # for whose assignee or team is nobody
FIRST = 1990  # the year: whatever was before counts to it
_ABROAD = "+82"
_DIALLED = re.compile(r"[\d\s().-]{3,24}")


def of_ticket(ticket: Ticket) -> list[str]:
    """Return the marks of its own fields."""
    found = of_fields(
        status=ticket.status,
        priority=ticket.priority,
        kind=ticket.kind,
        channel=ticket.source,
        brand=ticket.brand_id,
        team=ticket.team_id,
        assignee=ticket.assignee_id,
        to=ticket.channel_id,
    )
    return [*found, *of_day(ticket.created_at), *([SPAM] if ticket.is_spam else [])]


@lru_cache(maxsize=5_000)
def of_fields(**values: object) -> tuple[str, ...]:
    """Return the marks that say ``values``, of which None is nobody and nothing."""
    return tuple(mark(field, str(value or NONE)) for field, value in values.items())


def any_of(field: str, values: Iterable[object]) -> list[Term]:
    """Return the marks of which one is on whatever has one of ``values``."""
    return [Term(mark(field, str(value))) for value in values]


def seen_by(member: Member) -> Seen:
    of_brands = fields.seen_by(member)
    teams = any_of("team", member.hidden_team_ids)
    return replace(of_brands, none_of=(*of_brands.none_of, Term(SPAM), *teams))


@lru_cache(maxsize=5_000)
def of_sender(name: str, *addresses: str) -> frozenset[str]:
    """Return the marks of somebody: their name, its words and the given name, addresses and their
    domains."""
    words = name.split()
    values = {"".join(words), *words, *given_names_of(name)}
    for address in addresses:
        values |= {_as_dialled(address), address.rpartition("@")[2]}
    return frozenset(mark("from", value) for value in values if value)


def sender(value: str) -> list[Term]:
    """Whose name, a word of it, the given name, or whose address or domain begins so."""
    value = "".join(value.split())
    value = re.sub(r"\D", "", value) if _DIALLED.fullmatch(value) else _as_dialled(value)
    return [Term(mark("from", value), is_begun=True)] if value else []


def _as_dialled(address: str) -> str:
    return "0" + address.removeprefix(_ABROAD) if address.startswith(_ABROAD) else address


def of_day(moment: datetime) -> tuple[str, ...]:
    """Return the marks of the year, the month and the day in which something began."""
    return _of_date(_day(moment))


@lru_cache(maxsize=5_000)
def _of_date(day: date) -> tuple[str, ...]:
    return tuple(mark("created", day.isoformat()[:length]) for length in (4, 7, 10))


def until(moment: datetime) -> list[Term]:
    """Return the marks of which one is on whatever began before ``moment``, and on some more."""
    return _days(date(FIRST, 1, 1), min(_day(moment) + timedelta(days=1), _end()))


def since(moment: datetime) -> list[Term]:
    """Return the marks of which one is on whatever began at ``moment`` or later, and on more."""
    return _days(_day(moment), _end())


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date() if moment.year > FIRST else date(FIRST, 1, 1)


def _end() -> date:
    """Nothing begins so late: the year after the next."""
    return date(timezone.now().year + 2, 1, 1)


def _days(day: date, end: date) -> list[Term]:
    """Return the marks of all days before ``end``: of years and months where they are whole."""
    found = []
    while day < end:
        year, month = date(day.year + 1, 1, 1), _next_month(day)
        if (day.month, day.day) == (1, 1) and year <= end:
            found.append(f"{day:%Y}")
            day = year
        elif day.day == 1 and month <= end:
            found.append(f"{day:%Y-%m}")
            day = month
        else:
            found.append(f"{day:%Y-%m-%d}")
            day += timedelta(days=1)
    return [Term(mark("created", text)) for text in found]


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
