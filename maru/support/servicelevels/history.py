"""What happened to a ticket, as far as a clock cares: in seconds since 1970, in its true order.

A clock is worked out from this each time. So nothing that was missed, or came twice, makes it
wrong, and a rule that changes counts as if it had always been so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from maru.staff.company.working_time import second
from maru.staff.journal.models import Event
from maru.support.tickets.choices import DONE, MACHINES, Direction
from maru.support.tickets.models import Message, Ticket

AWAY = ""  # as a status: among the spam, or in another ticket
CHANGES = ("ticket.status", "ticket.spam", "ticket.merged", "ticket.unmerged")


class Said(NamedTuple):
    """One public message of a person. ``pk``: its id."""

    at: int
    is_customer: bool
    pk: int


class Stood(NamedTuple):
    """From ``at`` the ticket stood so: a status, or AWAY."""

    at: int
    status: str


@dataclass(frozen=True)
class History:
    """``said`` and ``stood`` never go back in time: where a clock was set back, what came later
    counts as of the same second as what was before (D11)."""

    opened_at: int
    said: list[Said] = field(default_factory=list)
    stood: list[Stood] = field(default_factory=list)

    @property
    def status(self) -> str:
        return self.stood[-1].status

    @property
    def is_over(self) -> bool:
        """Whether nothing is promised any more, unless it comes back."""
        return self.status in {*DONE, AWAY}

    def spans(self, statuses: Collection[str], start: int, end: int | None) -> Iterator[Span]:
        """Yield the times from ``start`` to ``end`` in which it stood in one of ``statuses``, as
        whole as they are; ``end`` None: the last may be open."""
        begun: int | None = None
        for place, (at, status) in enumerate(self.stood):
            until = self.stood[place + 1].at if place + 1 < len(self.stood) else None
            if status in statuses and begun is None:
                begun = at
            is_last = until is None
            if begun is not None and (status not in statuses or is_last):
                stop = None if status in statuses else at
                yield from _cut(begun, stop, start, end)
                begun = None


class Span(NamedTuple):
    """A time in which a clock ran; ``end`` None: it runs still."""

    start: int
    end: int | None


def _cut(begun: int, stop: int | None, start: int, end: int | None) -> Iterator[Span]:
    begin = max(begun, start)
    last = stop if end is None else end if stop is None else min(stop, end)
    if last is None or begin < last:
        yield Span(begin, last)


def histories(tickets: Iterable[Ticket]) -> dict[int, History]:
    """Return the history of each. Two queries, however many."""
    tickets = list(tickets)
    said = _said([ticket.pk for ticket in tickets])
    changes = _changes([ticket.pk for ticket in tickets])
    return {
        ticket.pk: history_of(ticket, said[ticket.pk], changes[ticket.pk]) for ticket in tickets
    }


def history_of(ticket: Ticket, said: list[Said], changes: list[Event]) -> History:
    """Return the history of ``ticket`` from what was said and what changed, both as they came."""
    opened = second(ticket.created_at)
    return History(opened, list(_in_order(said, opened)), list(_stood(ticket, changes, opened)))


def _said(numbers: list[int]) -> defaultdict[int, list[Said]]:
    found: defaultdict[int, list[Said]] = defaultdict(list)
    rows = Message.objects.filter(ticket__in=numbers).once().public().order_by("pk")
    columns = ("ticket_id", "pk", "created_at", "direction", "automatic")
    for ticket, pk, at, direction, automatic in rows.values_list(*columns):
        is_customer = direction == Direction.FROM_CUSTOMER
        # Mail of a list is a person's; what we send by ourselves is no answer.
        if automatic in MACHINES or (automatic and not is_customer):
            continue
        found[ticket].append(Said(second(at), is_customer, pk))
    return found


def _in_order(said: list[Said], opened: int) -> Iterator[Said]:
    latest = opened
    for one in said:
        latest = max(latest, one.at)
        yield one._replace(at=latest)


def _changes(numbers: list[int]) -> defaultdict[int, list[Event]]:
    found: defaultdict[int, list[Event]] = defaultdict(list)
    rows = Event.objects.filter(subject_kind="ticket", subject_id__in=numbers, verb__in=CHANGES)
    for event in rows.order_by("pk"):
        found[event.subject_id].append(event)
    return found


def _stood(ticket: Ticket, changes: list[Event], opened: int) -> Iterator[Stood]:
    """How it stood from its opening on; at its end, whatever the journal says, as it stands."""
    status = _first_status(changes) or ticket.status
    is_spam = next((bool(e.before) for e in changes if e.verb == "ticket.spam"), ticket.is_spam)
    is_merged, latest, now_is = False, opened, None
    for event in [None, *changes]:
        if event is not None:
            latest = max(latest, second(event.at))
            told = event.after if isinstance(event.after, dict) else {}
            match event.verb:
                case "ticket.status":
                    status = str(event.after)
                case "ticket.spam":
                    is_spam = bool(event.after)
                case "ticket.merged" if "into" in told:
                    is_merged = True
                case "ticket.unmerged" if "status" in told:
                    is_merged, status = False, str(told["status"])
        is_now = AWAY if is_spam or is_merged else status
        if is_now != now_is:
            yield Stood(latest, is_now)
            now_is = is_now
    is_now = AWAY if ticket.is_spam or ticket.merged_into_id else ticket.status
    if is_now != now_is:
        yield Stood(latest, is_now)


def _first_status(changes: list[Event]) -> str:
    """Return in which status it was opened; '' where nothing has changed it since.

    A merger closes it, and its undoing opens it again, without an event of the status.
    """
    for event in changes:
        if event.verb == "ticket.status":
            return str(event.before)
        if event.verb == "ticket.merged" and isinstance(event.before, dict):
            return str(event.before.get("status", ""))
    return ""
