"""What stands in a conversation beside messages and changes: a call, an answered survey.

An upper app has its own there with ``entries_from``, each drawn by a partial of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maru.support.tickets.models import Ticket


@dataclass(frozen=True)
class Entry:
    """One thing that happened. ``template`` finds ``entry`` and ``ticket``.

    ``is_public``: the customer was part of it, so that it stays where notes are left out.
    """

    at: datetime
    place: str  # its id in the page, such as "call-7"
    template: str
    words: str  # the same in a sentence: for paper, and for who searches
    is_public: bool = True
    context: dict[str, Any] = field(default_factory=dict)


# Those of a ticket from ``since`` on and before ``until``, None: no bound. In any order.
Source = Callable[["Ticket", datetime | None, datetime | None], list[Entry]]
_sources: list[Source] = []


def entries_from(source: Source) -> None:
    """Register a source; the same one twice is once. It shows what whoever sees the ticket may
    see, and costs its queries on every page of a ticket."""
    if source not in _sources:
        _sources.append(source)


def entries_of(ticket: Ticket, since: datetime | None, until: datetime | None) -> list[Entry]:
    found = [entry for source in _sources for entry in source(ticket, since, until)]
    return sorted(found, key=lambda entry: entry.at)
