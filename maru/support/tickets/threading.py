"""Where an incoming message belongs, and on what evidence (explainable, reversible)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from maru.records.channels.fate import note_fate
from maru.records.channels.reception import Arrival
from maru.records.customers.models import Customer
from maru.staff.company.models import Brand
from maru.support.tickets.candidates import Candidates, referred_ids
from maru.support.tickets.choices import ThreadedBy
from maru.support.tickets.models import Message, Notice, Participant, Ticket
from maru.support.tickets.overtaking import Overtaking
from maru.support.tickets.participant import Admission
from maru.support.tickets.subjects import bare_subject, is_marked

SAME_SUBJECT_DAYS = 14


@dataclass
class Place:
    """A ticket, or None for a new one, and why."""

    ticket: Ticket | None
    by: str = ThreadedBy.NEW
    evidence: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    home: Ticket | None = None  # what it was meant for, where that was merged into ``ticket``

    @property
    def is_astray(self) -> bool:
        """Return whether what it was meant for stands elsewhere now. Costs nothing for most."""
        if self.home is None:
            return False
        self.home.refresh_from_db(fields=["merged_into"])
        return self.home.survivor() != self.ticket

    def again(self, sender: Customer | None) -> Place:
        """Return where it belongs now that mergers have happened, or were undone."""
        meant = self.home or self.ticket
        if meant:
            meant.refresh_from_db(fields=["merged_into"])
        evidence = {name: value for name, value in self.evidence.items() if name != "merged"}
        return Place(meant, self.by, evidence, self.warnings).followed(sender)

    def followed(self, sender: Customer | None) -> Place:
        """Return where the messages of the ticket stand now: elsewhere, if it was merged.

        Costs nothing where it was not, a query or two otherwise.
        """
        if self.ticket is None or not self.ticket.merged_into_id:
            return self
        home = self.home or self.ticket
        ticket = self.ticket.survivor()
        warnings = list(self.warnings)
        if "unknown_sender" not in warnings and sender and not is_known(sender, ticket):
            warnings.append("unknown_sender")  # whom somebody took out there
        evidence = {**self.evidence, "merged": home.pk}
        return Place(ticket, self.by, evidence, warnings, home)


def place(
    arrival: Arrival, sender: Customer | None, candidates: Candidates, overtaking: Overtaking
) -> Place:
    """Find the ticket of a mail within its brand, by the strongest evidence first.

    ``candidates`` and ``overtaking`` were looked up for this mail among others. Costs no query
    for a new subject, few for an answer. What a mail says of itself decides
    where agents see it, never who gets answers.
    """
    brand = arrival.envelope.channel.brand
    found = (
        _by_report(arrival, brand)
        or _by_notice(arrival, brand)
        or _by_mark(arrival, brand, sender, candidates)
        or _by_reference(arrival, brand, sender, candidates)
        or _by_subject(arrival, brand, sender)
        or _by_overtaking(arrival, sender, overtaking)
    )
    if found:
        return found.followed(sender)
    ids = referred_ids(arrival.incoming)
    return Place(None, ThreadedBy.NEW, {"refers_to": ids} if ids else {})


def _by_report(arrival: Arrival, brand: Brand) -> Place | None:
    report = arrival.incoming.report
    if report is None:
        return None
    named = [report.message_id, *referred_ids(arrival.incoming)]
    delivery = note_fate(named, report.fate, brand=brand)
    if delivery is None:
        return None
    message = (
        Message.objects.filter(delivery=delivery, ticket__brand=brand)
        .select_related("ticket__brand", "home__brand")
        .first()
    )
    evidence: dict[str, Any] = {
        "message_id": delivery.message_id,
        "recipients": [recipient.address for recipient in report.recipients],
        "is_permanent": report.is_loss,
    }
    if message:
        return Place(message.meant, ThreadedBy.BOUNCE, {"message": message.pk, **evidence})
    # Of a notice to a colleague: no enquiry of its own.
    notice = Notice.objects.filter(delivery=delivery, ticket__brand=brand).first()
    return Place(notice.ticket, ThreadedBy.BOUNCE, evidence) if notice else None


def _by_notice(arrival: Arrival, brand: Brand) -> Place | None:
    """An answer to a colleague's notice of which nobody can say that it is theirs (S1)."""
    notice = Notice.answered_by(arrival.incoming)
    if notice is None or notice.ticket.brand_id != brand.pk:
        return None
    evidence = {"message_id": notice.delivery.message_id}
    return Place(notice.ticket, ThreadedBy.TOKEN, evidence, ["unproven_answer"])


def _by_mark(
    arrival: Arrival, brand: Brand, sender: Customer | None, candidates: Candidates
) -> Place | None:
    for message_id in referred_ids(arrival.incoming):
        if ticket := candidates.marked(message_id, brand):
            # Whoever was shown our mail may answer it; the agent sees that it is somebody else.
            warnings = [] if is_known(sender, ticket) else ["unknown_sender"]
            return Place(ticket, ThreadedBy.TOKEN, {"message_id": message_id}, warnings)
    return None


def _by_reference(
    arrival: Arrival, brand: Brand, sender: Customer | None, candidates: Candidates
) -> Place | None:
    stranger = None
    for message_id in referred_ids(arrival.incoming):
        for ticket in candidates.named(message_id, brand):
            evidence: dict[str, Any] = {"message_id": message_id}
            if is_known(sender, ticket):
                return Place(ticket, ThreadedBy.REFERENCES, evidence)
            # A customer's own Message-ID is no secret: a stranger who names it gets a
            # ticket of their own, and the agent sees which one it points to (S2).
            stranger = stranger or Place(
                None, ThreadedBy.NEW, {**evidence, "points_to": ticket.pk}, ["points_elsewhere"]
            )
    return stranger


def _by_subject(arrival: Arrival, brand: Brand, sender: Customer | None) -> Place | None:
    subject = arrival.incoming.subject
    bare = bare_subject(subject)
    is_reply = bool(arrival.incoming.in_reply_to) or is_marked(subject)
    if sender is None or not bare or not is_reply or arrival.incoming.original:
        return None  # two forwarded mails of one subject are of two customers
    since = timezone.now() - timedelta(days=SAME_SUBJECT_DAYS)
    recent = Ticket.objects.filter(requester=sender, brand=brand, updated_at__gte=since)
    for ticket in recent.select_related("brand")[:20]:
        if bare_subject(ticket.subject) == bare:
            evidence = {"subject": bare, "days": SAME_SUBJECT_DAYS}
            return Place(ticket, ThreadedBy.SUBJECT, evidence)
    return None


def _by_overtaking(
    arrival: Arrival, sender: Customer | None, overtaking: Overtaking
) -> Place | None:
    message = overtaking.answer_to(arrival, sender) if sender else None
    if message is None:
        return None
    evidence = {"message_id": arrival.incoming.message_id[:255], "overtaken_by": message.pk}
    return Place(message.meant, ThreadedBy.REFERENCES, evidence)


def is_known(sender: Customer | None, ticket: Ticket) -> bool:
    """Return whether the sender's address is the requester's or was named in the ticket."""
    if sender is None:
        return False
    if ticket.requester_id == sender.pk:
        return True
    addresses = sender.contact_points.values("value")
    named = Participant.objects.filter(ticket=ticket, address__in=addresses)
    return named.exclude(admission=Admission.REMOVED).exists()
