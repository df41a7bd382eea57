"""One imported mail on its way into a ticket: who wrote it to whom, and when."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from maru.records.channels.incoming import Incoming, Party
from maru.records.channels.models import Channel
from maru.records.channels.reception import Arrival
from maru.records.customers.models import Customer
from maru.staff.members.models import Member
from maru.support.tickets.arriving import Arriving, writer
from maru.support.tickets.choices import Direction, Source
from maru.support.tickets.importing.past import Past
from maru.support.tickets.models import Message, Ticket


@dataclass
class OldMail:
    """A mail of a customer, or one of ours to a customer; ``arriving`` is its half that is common
    with mail that comes in today."""

    past: Past
    arriving: Arriving
    is_own: bool  # we wrote it, to a customer
    member: Member | None = None  # who of us, if their address is known
    warnings: list[str] = field(default_factory=list)

    @property
    def incoming(self) -> Incoming:
        return self.arriving.incoming

    @property
    def brand_id(self) -> int:
        return self.arriving.envelope.channel.brand_id

    @property
    def customer(self) -> Customer | None:
        return self.arriving.sender

    @property
    def addresses(self) -> set[str]:
        """Return everybody whom the mail names as its writer or reader."""
        named = {self.arriving.address, *self.arriving.others}
        if self.incoming.sender:
            named.add(_plain(self.incoming.sender))
        return named - {""}

    def new_ticket(self) -> Ticket:
        ticket = self.arriving.new_ticket()
        ticket.source = Source.IMPORT
        ticket.created_at = ticket.updated_at = self.past.at
        return ticket

    def new_message(self, *, is_member: bool) -> Message:
        self.arriving.is_member = is_member and not self.is_own
        message = self.arriving.new_message()
        message.created_at = self.past.at
        message.warnings = [*message.warnings, *self.warnings]
        if self.is_own:
            us = self.incoming.sender
            message.original_name = message.original_address = ""
            message.direction, message.customer = Direction.TO_CUSTOMER, None
            message.member = self.member
            message.from_name = us.name[:200] if us else ""
            message.from_address = us.address[:254] if us else ""
        return message


def told_apart(arrivals: Iterable[Arrival]) -> list[OldMail]:
    """Say of each mail whether a customer wrote it or one of us. Costs two queries."""
    arrivals = list(arrivals)
    named = {_plain(party) for one in arrivals for party in _parties(one.incoming)}
    ours = Channel.objects.addresses_among(named)
    members = {m.email.lower(): m for m in Member.objects.filter(email__in=named)}
    return [_one(arrival, ours, members) for arrival in arrivals]


def _one(arrival: Arrival, ours: set[str], members: dict[str, Member]) -> OldMail:
    incoming, past = arrival.incoming, Past.of_envelope(arrival.envelope)
    if past is None:
        raise ValueError("not imported")
    mine = ours | set(past.ours)
    sender = _plain(incoming.sender) if incoming.sender else ""
    is_from_us = past.is_sent or sender in mine
    readers = [p for p in [*incoming.to, *incoming.cc] if _plain(p) not in mine]
    if is_from_us and readers:
        old = OldMail(past, Arriving(arrival, readers[0]), is_own=True, member=members.get(sender))
        if not past.is_sent and _came_by_network(incoming):
            # Our address in From of a mail that came to us: ours it may be, or a lie.
            old.warnings.append("own_address")
        return old
    arriving = Arriving(arrival, writer(incoming, is_from_us), is_from_us)
    arriving.is_ours = arriving.address in mine
    return OldMail(past, arriving, is_own=False, member=members.get(arriving.address))


def _parties(incoming: Incoming) -> Iterable[Party]:
    sender = [incoming.sender] if incoming.sender else []
    return [*sender, *incoming.to, *incoming.cc, *incoming.reply_to]


def _plain(party: Party) -> str:
    return party.address.strip().lower()


def _came_by_network(incoming: Incoming) -> bool:
    names: Container[str] = [name for name, _value in incoming.fields]
    return "received" in names
