"""The tickets that a few mails may belong to, looked up together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models.functions import Coalesce

from maru.records.channels.incoming import Incoming
from maru.staff.company.models import Brand
from maru.support.tickets.message import Message
from maru.support.tickets.message_ids import ticket_number
from maru.support.tickets.ticket import Ticket

NEAREST = 50  # Message-IDs of one mail that are looked up


def referred_ids(incoming: Incoming) -> list[str]:
    """Return the Message-IDs that a mail answers, the nearest first."""
    ids = [*incoming.in_reply_to, *reversed(incoming.references)]
    # Cut as they are when stored.
    return [message_id[:255] for message_id in dict.fromkeys(ids)][:NEAREST]


class Candidates:
    """What the Message-IDs named by some mails lead to, also if it was merged into another.

    Costs two queries at most.
    """

    def __init__(self, incomings: Iterable[Incoming]) -> None:
        ids = {message_id for incoming in incomings for message_id in referred_ids(incoming)}
        self._marked = {i: number for i in ids if (number := ticket_number(i)) is not None}
        self._named: defaultdict[str, list[int]] = defaultdict(list)
        if ids:
            named = Message.objects.filter(message_id__in=ids).order_by("-id")
            meant = Coalesce("home_id", "ticket_id")
            for message_id, number in named.values_list("message_id", meant):
                self._named[message_id].append(number)
        numbers = {*self._marked.values(), *(n for found in self._named.values() for n in found)}
        tickets = Ticket.objects.select_related("brand")
        self._tickets = tickets.in_bulk(numbers) if numbers else {}

    @property
    def tickets(self) -> list[Ticket]:
        """Return all of them."""
        return list(self._tickets.values())

    def marked(self, message_id: str, brand: Brand) -> Ticket | None:
        """Return the ticket whose number we wrote into ``message_id``, if it is ``brand``'s."""
        ticket = self._tickets.get(self._marked.get(message_id, 0))
        return ticket if ticket and ticket.brand_id == brand.pk else None

    def named(self, message_id: str, brand: Brand) -> list[Ticket]:
        """Return the tickets of ``brand`` where a message of that id belongs, the newest first."""
        found = (self._tickets[number] for number in dict.fromkeys(self._named[message_id]))
        return [ticket for ticket in found if ticket.brand_id == brand.pk]
