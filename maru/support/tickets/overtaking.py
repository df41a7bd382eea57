"""Answers that were opened before the mails they answer (decision 0014)."""

from __future__ import annotations

from collections.abc import Iterable

from maru.records.channels.reception import Arrival
from maru.records.customers.models import Customer
from maru.support.tickets.message import Message

MOST = 500  # of the newest that are looked at


class Overtaking:
    """What the senders of some mails wrote after these came, and what it refers to.

    Another worker, a slow reader or a try that failed lets an answer go ahead, and the mail
    itself shows no sign of it: so each is asked. Costs one query for all of them.
    """

    def __init__(self, arriving: Iterable[tuple[Arrival, Customer | None]]) -> None:
        came = {sender.pk: arrival.envelope.received_at for arrival, sender in arriving if sender}
        self._later: dict[int, list[Message]] = {}
        if not came:
            return
        later = Message.objects.filter(
            customer__in=came, created_at__gte=min(came.values()), evidence__has_key="refers_to"
        )
        for message in later.select_related("ticket__brand", "home__brand").order_by("-id")[:MOST]:
            self._later.setdefault(message.customer_id or 0, []).append(message)

    def answer_to(self, arrival: Arrival, sender: Customer) -> Message | None:
        """Return the newest message of ``sender`` in the brand that names this mail, or None."""
        brand, message_id = arrival.envelope.channel.brand_id, arrival.incoming.message_id[:255]
        for message in self._later.get(sender.pk, []):
            is_here = message.ticket.brand_id == brand
            is_later = message.created_at >= arrival.envelope.received_at
            if is_here and is_later and message_id in message.evidence["refers_to"]:
                return message
        return None
