"""Whose ticket it is: another customer's by hand, or, where a mail was passed on, its writer's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import Customer
from maru.records.customers.recognition import recognise
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.support.tickets.changing import Changing
from maru.support.tickets.participant import Participant

if TYPE_CHECKING:
    from maru.support.tickets.models import Message

CHANGED = "ticket.requester"


class Requesting(Changing):
    class Meta:
        abstract = True

    @property
    def requester_words(self) -> str:
        """The requester's name, else where they are reached; '' when nobody is known.

        Costs a query for one without a name, unless the ticket is of ``for_rows``.
        """
        customer = self._me.requester
        if customer is None or customer.name:
            return customer.name if customer else ""
        loaded: str | None = self.__dict__.get("requester_reach")
        return customer.reach if loaded is None else loaded

    def give_to_customer(self, customer: Customer, *, by: Actor | None) -> bool:
        """Make ``customer`` the requester, who gets the answers from now on; False if they are.

        Nothing is sent to them by this. Raises ValueError for a customer of another brand.
        """
        if customer.brand_id != self._me.brand_id:
            raise ValueError(f"customer {customer.pk} belongs to another brand")
        return self.change("requester", customer, by=by)

    def belongs_to_original_sender(self, message: Message) -> bool:
        """Return whether the requester is who wrote what ``message`` forwards. Costs one query."""
        ticket = self._me
        address = message.original_address.lower()
        if not address or ticket.requester_id is None:
            return False
        points = ticket.requester.contact_points  # type: ignore[union-attr]
        return points.filter(kind=ContactKind.EMAIL, value=address).exists()

    def give_to_original_sender(
        self, message: Message, *, by: Actor | None, because: Event | None = None
    ) -> bool:
        """Make the original sender of a forwarded ``message`` the requester; False if they are.

        Nothing is sent to them by this. Whoever forwarded is remembered as
        somebody named here, who gets nothing. Raises ValueError when the
        message forwards nothing.
        """
        ticket = self._me
        with transaction.atomic():
            customer = recognise(
                ContactKind.EMAIL,
                message.original_address,
                brand=ticket.brand,
                name=message.original_name,
            )
            if not self.change("requester", customer, by=by, because=because):
                return False
            Participant.objects.get_or_create(
                ticket=ticket,
                address=message.from_address.lower(),
                defaults={"name": message.from_name},
            )
        return True

    def give_back_from_original_sender(self, message: Message, *, by: Actor | None) -> bool:
        """Undo it: the requester is again who it was before; False if there is nothing to undo."""
        ticket = self._me
        last = Event.of(ticket).filter(verb=CHANGED).last()
        if last is None or not self.belongs_to_original_sender(message):
            return False
        if last.after != ticket.requester_id:
            return False
        theirs = Customer.objects.filter(brand_id=ticket.brand_id)
        before = theirs.filter(pk=last.before).first() if last.before else None
        return self.change("requester", before, by=by)
