"""Which events concern which ticket, and who may hear of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from typing import Any

from maru.kit.database.writing import End, end_of
from maru.kit.live.seam import News
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.audience import seen_by
from maru.support.tickets.models import Message

Whom = Callable[[Sequence[Event]], Mapping[int, Set[int]]]
_whom: list[Whom] = []
Deliveries = Callable[[list[int]], dict[int, int]]
_deliveries: list[Deliveries] = []


def deliveries_with(tickets: Deliveries) -> None:
    """Have ``tickets`` say beside which ticket a mail of an upper app was sent: delivery -> ticket.
    It is asked of those that are no message of a ticket."""
    if tickets not in _deliveries:
        _deliveries.append(tickets)


def whom_with(whom: Whom) -> None:
    """Have ``whom`` say, too, which members these events are told to by name: event -> members."""
    if whom not in _whom:
        _whom.append(whom)


class TicketFeed:
    def end(self) -> End:
        return end_of(Event)

    def since(self, floor: int, limit: int) -> list[News]:
        """Events of tickets, and of the deliveries of their messages. Two or three queries."""
        rows = Event.objects.filter(pk__gt=floor, subject_kind__in=["ticket", "delivery"])
        # Thousands at once, of years ago: nobody's page need stir for them.
        rows = rows.exclude(verb="ticket.imported")
        events = list(rows.order_by("id")[:limit])
        sent = [event.subject_id for event in events if event.subject_kind == "delivery"]
        tickets: dict[Any, int] = dict(
            Message.objects.filter(delivery__in=sent).values_list("delivery_id", "ticket_id")
            if sent
            else ()
        )
        for of_others in _deliveries:
            left = [pk for pk in sent if pk not in tickets]
            tickets |= of_others(left) if left else {}
        named = [whom(events) for whom in _whom] if events else []
        return [
            News(e.pk, e.verb, self._ticket(e, tickets),
                 frozenset().union(*(each.get(e.pk, ()) for each in named)))
            for e in events
        ]  # fmt: skip

    def seen_by(
        self, listeners: Collection[Member], news: Sequence[News]
    ) -> Mapping[int, Set[int]]:
        return seen_by(listeners, {one.subject for one in news} - {0})

    @staticmethod
    def _ticket(event: Event, of_delivery: dict[int, int]) -> int:
        if event.subject_kind == "ticket":
            return event.subject_id
        return of_delivery.get(event.subject_id, 0)
