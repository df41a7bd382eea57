"""One mail on its way into a ticket, and which of them may be received together."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from maru.records.channels.incoming import Incoming, Party
from maru.records.channels.models import Envelope
from maru.records.channels.pieced import is_joined, key_of
from maru.records.channels.reception import Arrival
from maru.records.customers.models import Customer
from maru.support.tickets.candidates import referred_ids
from maru.support.tickets.choices import (
    MACHINES,
    SILENT,
    Direction,
    Priority,
    Source,
    ThreadedBy,
)
from maru.support.tickets.judging import Verdict
from maru.support.tickets.models import Attachment, Message, Ticket
from maru.support.tickets.subjects import bare_subject
from maru.support.tickets.threading import Place

LONGEST = 254  # characters of an address
REFERRED = 5  # Message-IDs, the nearest, by which a mail is known to belong to another


@dataclass
class Arriving:
    """One mail; each step of ``receive`` adds what it found out."""

    arrival: Arrival
    party: Party | None  # whom to answer
    is_from_us: bool = False  # From is a mailbox of ours: a loop, a form, or somebody who lies
    is_ours: bool = False  # there is nobody to answer but ourselves
    is_member: bool = False  # From is a colleague's address; a claim, unless it is confirmed
    sender: Customer | None = None
    verdict: Verdict = field(default_factory=Verdict)
    original: Message | None = None  # the same mail, come to the brand before
    found: Place = field(default_factory=lambda: Place(None))
    earlier: Ticket | None = None  # solved long ago; the new ticket follows up on it
    ticket: Ticket = field(init=False)
    message: Message = field(init=False)

    @property
    def incoming(self) -> Incoming:
        return self.arrival.incoming

    @property
    def envelope(self) -> Envelope:
        return self.arrival.envelope

    @property
    def is_machine(self) -> bool:
        return self.incoming.automatic in MACHINES

    @property
    def is_joined(self) -> bool:
        """Return whether we put it together from pieces that came before."""
        return is_joined(self.envelope)

    @property
    def is_proven(self) -> bool:
        """Return whether ``address`` is proven to be whose it claims to be: From's domain is, and
        no other header names who is to be answered."""
        is_verified = self.incoming.authentication.get("verified") is True
        return is_verified and self.party == self.incoming.sender

    @property
    def is_passed_on(self) -> bool:
        """Return whether a colleague forwards a customer's mail, and it is proven to be theirs.

        Nobody else's word changes whose ticket it is (S1, S2); see decision 0105.
        """
        is_theirs = self.is_member and self.incoming.authentication.get("verified") is True
        return is_theirs and self.incoming.original is not None and not self.incoming.automatic

    @property
    def is_quiet(self) -> bool:
        """Return whether agents need not look: a machine wrote, and not that an answer is lost."""
        is_loss = self.found.by == ThreadedBy.BOUNCE and self.found.evidence["is_permanent"]
        return self.is_copy or (self.is_machine and not self.is_new and not is_loss)

    @property
    def is_copy(self) -> bool:
        """Return whether its ticket holds the same mail already."""
        is_here = self.original is not None and self.original.ticket == self.found.ticket
        return is_here and not self.is_new

    @property
    def is_new(self) -> bool:
        return self.found.ticket is None

    @property
    def address(self) -> str:
        return self.party.address.strip().lower() if self.party else ""

    @property
    def others(self) -> dict[str, str]:
        """Return the names of all other addresses in To and Cc, by address.

        None longer than SMTP carries (RFC 5321 4.5.3.1.3): nobody could be reached by it.
        """
        parties = [*self.incoming.to, *self.incoming.cc]
        named = {party.address.lower(): party.name[:200] for party in parties}
        named.pop(self.address, None)
        return {address: name for address, name in named.items() if len(address) <= LONGEST}

    def new_ticket(self) -> Ticket:
        channel, subject = self.envelope.channel, self.incoming.subject
        return Ticket(
            subject=(bare_subject(subject) if self.earlier else subject)[:500],
            brand=channel.brand,
            channel=channel,
            team_id=self.team_id,
            requester=self.sender,
            source=Source.FORM if channel.kind == "form" else Source.EMAIL,
            priority=self.verdict.priority
            or (Priority.LOW if self.is_machine else Priority.NORMAL),
            is_spam=self.verdict.is_spam,
            follow_up_of=self.earlier,
        )

    @property
    def team_id(self) -> int | None:
        usual = self.earlier.team_id if self.earlier else self.envelope.channel.team_id
        return self.verdict.team_id or usual

    @property
    def may_answer(self) -> bool:
        judged = self.verdict.may_answer and not self.ticket.is_spam
        judged = judged and not self.is_copy  # its original may have been answered
        judged = judged and not self.is_joined  # so may its pieces
        # Who is only named in a mail that a colleague passed on did not write to us.
        return self.incoming.may_answer and judged and not self.is_passed_on

    def new_message(self) -> Message:
        incoming, party, original = self.incoming, self.party, self.incoming.original
        return Message(
            ticket=self.ticket,
            # A copy goes wherever its original goes.
            home=self.original.home if self.original and self.is_copy else self.found.home,
            direction=Direction.FROM_CUSTOMER,
            customer=self.sender,
            from_name=party.name[:200] if party else "",
            from_address=party.address[:254] if party else "",
            original_name=original.name[:200] if original else "",
            original_address=original.address[:254] if original else "",
            to=[[p.name, p.address] for p in incoming.to],
            cc=[[p.name, p.address] for p in incoming.cc],
            text=incoming.text,
            quoted=incoming.quoted,
            html=incoming.html,
            remote_images=min(incoming.remote_images, 32_000),
            language=incoming.language,
            automatic=incoming.automatic,
            list_name=incoming.list_name,
            warnings=self._warnings(),
            copy_of=self.original if self.is_copy else None,
            threaded_by=self.found.by,
            evidence=self.found.evidence,
            findings=[*(self.verdict.done if self.is_new else ()), *self.verdict.shown],
            marks=self._marks(),
            message_id=incoming.message_id[:255],
            envelope=self.envelope,
            headers=incoming.headers,
            written_at=incoming.written_at,
        )

    def _marks(self) -> list[str]:
        is_silent = not self.incoming.may_answer and not self.incoming.automatic
        return [*self.incoming.marks, *([SILENT] if is_silent else [])]

    def _warnings(self) -> list[str]:
        """Return codes of what an agent should know before believing this mail."""
        codes = [*self.incoming.warnings, *self.found.warnings, *self.verdict.warnings]
        if self.incoming.list_name:
            codes.append("by_list")
        if self.is_from_us:
            codes.append("own_address")
        if self.is_member:
            codes.append("member_address")  # an agent's From proves nothing (S1)
        answers = {party.address.lower() for party in self.incoming.reply_to}
        if self.incoming.sender and self.party != self.incoming.sender:
            codes.append("written_for")
        if self.party and answers and self.party.address.lower() not in answers:
            codes.append("reply_to_differs")
        return codes

    def new_attachments(self) -> list[Attachment]:
        return [Attachment.hung_on(self.message, file) for file in self.incoming.files]


def waves(arrivals: Iterable[Arrival], *, ours: Container[str]) -> Iterator[list[Arriving]]:
    """Yield the mails in order, divided so that none depends on another one beside it.

    Who writes twice, or answers a mail just before, goes into the next wave:
    there what the earlier one became is found in the database.
    """
    wave: list[Arriving] = []
    known: set[str] = set()
    for arrival in arrivals:
        sender = arrival.incoming.sender
        is_from_us = sender is not None and sender.address.strip().lower() in ours
        one = Arriving(arrival, writer(arrival.incoming, is_from_us), is_from_us)
        one.is_ours = one.address in ours
        if is_from_us or one.is_ours:
            arrival.incoming.may_answer = False  # we would answer ourselves, without end (S5)
        piece = key_of(one.incoming)
        if not known.isdisjoint({one.address, *referred_ids(one.incoming), piece} - {""}):
            yield wave
            wave, known = [], set()
        wave.append(one)
        known |= {one.address, one.incoming.message_id[:255], piece} - {""}
    if wave:
        yield wave


def shared_names(incoming: Incoming) -> set[str]:
    """Return what it has in common with mails that it depends on, or that depend on it."""
    ids = [incoming.message_id[:255], *referred_ids(incoming)[:REFERRED]]
    return {*writers(incoming), *ids, key_of(incoming)} - {""}


def writers(incoming: Incoming) -> set[str]:
    """Return the addresses of those who may have written a mail."""
    parties = [incoming.sender, *incoming.reply_to]
    return {party.address.strip().lower() for party in parties if party}


def writer(incoming: Incoming, is_from_us: bool) -> Party | None:
    """Return who to answer: the sender, or whom a form writes for in our name or no-reply's."""
    sender = incoming.sender
    is_form = sender is None or is_from_us or _is_no_reply(sender.address)
    return incoming.reply_to[0] if incoming.reply_to and is_form else sender


def _is_no_reply(address: str) -> bool:
    local = address.partition("@")[0].lower().replace("-", "").replace("_", "").replace(".", "")
    return local.startswith(("noreply", "donotreply"))
