"""Which events concern which ticket, and who may hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maru.kit.database.writing import End, end_of
from maru.kit.live.seam import News
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.models import Message, Ticket


class TicketFeed:
    def end(self) -> End:
        return end_of(Event)

    def since(self, floor: int, limit: int) -> list[News]:
        """Events of tickets, and of the deliveries of their messages."""
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
        return [News(e.pk, e.verb, self._ticket(e, tickets)) for e in events]

    def seen_by(self, listener: Member, news: Sequence[News]) -> set[int]:
        numbers = {one.subject for one in news} - {0}
        seen = Ticket.objects.visible_to(listener).filter(pk__in=numbers)
        return set(seen.values_list("pk", flat=True))

    @staticmethod
    def _ticket(event: Event, of_delivery: dict[int, int]) -> int:
        if event.subject_kind == "ticket":
            return event.subject_id
        return of_delivery.get(event.subject_id, 0)
