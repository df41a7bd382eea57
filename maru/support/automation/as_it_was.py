"""A ticket as it was when something happened to it, as far as the journal knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from typing import Any

from maru.staff.journal.models import Event
from maru.support.tickets.models import Ticket

# Verb -> the column whose value its events name, before and after.
_COLUMNS = {
    "ticket.status": "status",
    "ticket.priority": "priority",
    "ticket.kind": "kind",
    "ticket.team": "team_id",
    "ticket.assigned": "assignee_id",
    "ticket.subject": "subject",
    "ticket.tags": "tags",
}
# Fields of conditions that can be told of the past: by those events, or because they never change.
KNOWN = {
    "status", "priority", "kind", "team", "assignee", "subject", "tags", "created", "channel",
    "brand", "said_now", "by_machine", "in_hours",
}  # fmt: skip


class _Tag:
    def __init__(self, name: str) -> None:
        self.name = name


class _Tags:
    """Tags of the past, asked as those of a ticket are."""

    def __init__(self, names: Iterable[str]) -> None:
        self._all = [_Tag(name) for name in names]

    def all(self) -> list[_Tag]:
        return self._all


class _Past:
    """A ticket with other values in front of it."""

    def __init__(self, ticket: Ticket, values: dict[str, Any]) -> None:
        self.__dict__.update(values)
        self._ticket = ticket

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ticket, name)


class Pasts:
    """What changed in some tickets since the oldest of some events. Costs one query."""

    def __init__(self, tickets: Iterable[int], since: int) -> None:
        rows = Event.objects.filter(
            subject_kind="ticket", subject_id__in=list(tickets), verb__in=list(_COLUMNS),
            pk__gte=since,
        )  # fmt: skip
        self._changes: defaultdict[int, list[tuple[int, str, Any]]] = defaultdict(list)
        values = rows.order_by("-pk").values_list("subject_id", "pk", "verb", "before")
        for ticket, pk, verb, before in values:
            self._changes[ticket].append((pk, _COLUMNS[verb], before))

    def of(self, ticket: Ticket, event: Event) -> Any:
        """Return ``ticket`` as it was just after ``event``."""
        # Newest first: the oldest change since has the last word.
        was: dict[str, Any] = {
            column: before for pk, column, before in self._changes[ticket.pk] if pk > event.pk
        }
        if "tags" in was:
            was["tags"] = _Tags(was["tags"] or ())
        return _Past(copy(ticket), was) if was else copy(ticket)
