"""An opened envelope becomes a message of a ticket, in the intake's transaction."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from maru.records.channels.incoming import Incoming, Party
from maru.records.channels.models import Channel, Envelope
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import Customer
from maru.records.customers.recognition import recognise
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.choices import Direction, Priority, Source, Status, ThreadedBy
from maru.support.tickets.models import Attachment, Message, Ticket
from maru.support.tickets.threading import Place, bare_subject, place

MACHINES = {"bounce", "auto_reply", "report", "notification"}


def receive(envelope: Envelope, incoming: Incoming) -> None:
    """Thread ``incoming`` or open a ticket for it. Exactly one message an envelope (D2)."""
    brand = envelope.channel.brand
    party = _writer(incoming)
    sender = _recognise(party, envelope, incoming)
    found = place(incoming, brand, sender)
    is_machine = incoming.automatic in MACHINES
    earlier = None
    if found.ticket and not is_machine and not found.ticket.reopens_for_reply(timezone.now()):
        earlier, found = (
            found.ticket,
            Place(None, ThreadedBy.FOLLOW_UP, found.evidence, found.warnings),
        )
    ticket = found.ticket or _open(envelope, incoming, sender, earlier)
    message = _write(envelope, incoming, ticket, sender, party, found)
    _attach(message, incoming)
    _name_others(ticket, incoming, party, envelope.channel)
    event = Event.record(
        "ticket.opened" if found.ticket is None else "ticket.received",
        ticket,
        by=sender,
        after={"message": message.pk, "by": found.by},
    )
    _stir(ticket, message, is_machine, event, is_new=found.ticket is None)


def _writer(incoming: Incoming) -> Party | None:
    """Return who to answer: the sender, or whom a form's no-reply sender writes for."""
    sender = incoming.sender
    if incoming.reply_to and (sender is None or _is_no_reply(sender.address)):
        return incoming.reply_to[0]
    return sender


def _is_no_reply(address: str) -> bool:
    local = address.partition("@")[0].lower().replace("-", "").replace("_", "").replace(".", "")
    return local.startswith(("noreply", "donotreply"))


def _recognise(party: Party | None, envelope: Envelope, incoming: Incoming) -> Customer | None:
    if party is None:
        return None
    try:
        return recognise(
            ContactKind.EMAIL,
            party.address,
            brand=envelope.channel.brand,
            name=party.name,
            language=incoming.language,
        )
    except ValueError:
        return None


def _open(
    envelope: Envelope, incoming: Incoming, sender: Customer | None, earlier: Ticket | None
) -> Ticket:
    channel = envelope.channel
    now = timezone.now()
    return Ticket.objects.create(
        subject=(bare_subject(incoming.subject) if earlier else incoming.subject)[:500],
        brand=channel.brand,
        channel=channel,
        team_id=earlier.team_id if earlier else channel.team_id,
        requester=sender,
        source=Source.EMAIL,
        priority=Priority.LOW if incoming.automatic in MACHINES else Priority.NORMAL,
        follow_up_of=earlier,
        created_at=now,
        updated_at=now,
    )


def _write(
    envelope: Envelope,
    incoming: Incoming,
    ticket: Ticket,
    sender: Customer | None,
    party: Party | None,
    found: Place,
) -> Message:
    return Message.objects.create(
        ticket=ticket,
        direction=Direction.FROM_CUSTOMER,
        customer=sender,
        from_name=party.name[:200] if party else "",
        from_address=party.address[:254] if party else "",
        to=[[p.name, p.address] for p in incoming.to],
        cc=[[p.name, p.address] for p in incoming.cc],
        text=incoming.text,
        quoted=incoming.quoted,
        html=incoming.html,
        remote_images=min(incoming.remote_images, 32_000),
        language=incoming.language,
        automatic=incoming.automatic,
        warnings=[*found.warnings, *_warnings(incoming, party)],
        threaded_by=found.by,
        evidence=found.evidence,
        message_id=incoming.message_id[:255],
        envelope=envelope,
        headers=incoming.headers,
        written_at=incoming.written_at,
    )


def _warnings(incoming: Incoming, party: Party | None) -> list[str]:
    """Return codes of what an agent should know before believing this mail."""
    codes = []
    if party and Member.objects.filter(email=party.address.lower()).exists():
        codes.append("member_address")  # an agent's From proves nothing (S1)
    answers = {p.address.lower() for p in incoming.reply_to}
    if party and answers and party.address.lower() not in answers:
        codes.append("reply_to_differs")
    return codes


def _attach(message: Message, incoming: Incoming) -> None:
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            name=file.name[:200],
            content_type=file.content_type[:120],
            size=file.size,
            sha256=file.sha256,
            content_id=file.content_id[:255],
            is_inline=file.is_inline,
        )
        for file in incoming.files
    )


def _name_others(ticket: Ticket, incoming: Incoming, party: Party | None, channel: Channel) -> None:
    """Remember the others of To and Cc, so that an agent can let them in; they get nothing yet."""
    known = {party.address.lower()} if party else set()
    others = [p for p in [*incoming.to, *incoming.cc] if p.address.lower() not in known]
    if not others:
        return
    addresses = {p.address.lower() for p in others}
    ours = set(Channel.objects.filter(address__in=addresses).values_list("address", flat=True))
    ours.add(channel.address)
    ticket.see_parties(
        Party(p.address.lower(), p.name) for p in others[:50] if p.address.lower() not in ours
    )


def _stir(
    ticket: Ticket, message: Message, is_machine: bool, event: Event, *, is_new: bool
) -> None:
    """Bring the ticket back to the agents' sight. A machine neither reopens nor hurries (S5)."""
    changes = {"last_public_id": Greatest(F("last_public_id"), message.pk)}
    if is_machine and not is_new:
        Ticket.objects.filter(pk=ticket.pk).update(**changes)
        return
    Ticket.objects.filter(pk=ticket.pk).update(**changes, updated_at=timezone.now())
    if ticket.status in {Status.PENDING, Status.ON_HOLD, Status.SOLVED, Status.CLOSED}:
        ticket.reopen(by=None, because=event)
