"""Opened envelopes become messages of tickets, in the intake's transaction."""

from __future__ import annotations

from django.db.models import Case, F, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone

from maru.kit.database.in_turn import in_turn
from maru.kit.tags.models import tags_named
from maru.records.channels.models import Channel
from maru.records.channels.pieced import is_joined
from maru.records.channels.reception import Arrival
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import ContactPoint
from maru.records.customers.organizations.placing import join_by_domain
from maru.records.customers.recognition import Claim, recognise_all
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.arriving import Arriving, shared_names, waves, writers
from maru.support.tickets.beside import claimed
from maru.support.tickets.candidates import Candidates
from maru.support.tickets.choices import Status, ThreadedBy
from maru.support.tickets.copies import Copies
from maru.support.tickets.importing.past import is_past
from maru.support.tickets.importing.receiving import receive_past
from maru.support.tickets.judging import judged
from maru.support.tickets.models import Attachment, Message, Participant, Ticket
from maru.support.tickets.notices.answer import Answer
from maru.support.tickets.on_receiving import Received, tell_received
from maru.support.tickets.overtaking import Overtaking
from maru.support.tickets.pieces import PiecesAtHand
from maru.support.tickets.threading import Place, place

OTHERS = 50  # people of one To and Cc that are remembered

# What a piece's own id outweighs.
_WEAK = {ThreadedBy.NEW, ThreadedBy.SUBJECT}

Wave = list[Arriving]


def receive(arrivals: list[Arrival]) -> None:
    """Thread each arrival or open a ticket for it. Exactly one message an envelope (D2).

    Costs some ten queries for all that do not depend on one another, and a
    few more for each answer.
    """
    if past := [one for one in arrivals if is_past(one.envelope)]:
        receive_past(past)  # taken out of quarantine, after the import
        arrivals = [one for one in arrivals if not is_past(one.envelope)]
    # Another worker may have the mail that one of these answers.
    in_turn("mail", {name for one in arrivals for name in shared_names(one.incoming)})
    answers = [
        answer for one in arrivals if not is_joined(one.envelope) and (answer := Answer.of(one))
    ]
    answered = {answer.arrival.envelope.pk for answer in answers}
    arrivals = [one for one in arrivals if one.envelope.pk not in answered]
    beside = claimed(arrivals)
    arrivals = [one for one in arrivals if one.envelope.pk not in beside]
    named = {a for one in arrivals for a in writers(one.incoming)}
    for wave in waves(arrivals, ours=Channel.objects.addresses_among(named)):
        _know_colleagues(wave)
        _recognise(wave)
        _judge(wave)
        _join_organizations(wave)
        pieces = PiecesAtHand(wave)
        _place(wave, pieces)
        _open_tickets(wave)
        _write(wave)
        pieces.note(wave)
        _name_others(wave)
        happened = _record(wave)
        _carry_out(wave, happened)
        _pass_on(wave, happened)
        _stir(wave, happened)
        tell_received([Received(one.message, one.is_new, one.may_answer) for one in wave])
    for answer in answers:  # last: what the customers wrote just now is newer than they saw
        answer.carry_out()
    for answer_beside in beside.values():
        answer_beside.carry_out()


def _know_colleagues(wave: Wave) -> None:
    named = Member.objects.filter(email__in={one.address for one in wave if one.address})
    members = set(named.values_list("email", flat=True))
    for one in wave:
        one.is_member = one.address in members


def _recognise(wave: Wave) -> None:
    claims = [
        Claim(one.address, one.envelope.channel.brand_id, one.party.name, one.incoming.language)
        for one in wave
        # The mail server that reports a bounce is nobody's customer; nor are we ourselves.
        if one.party and not one.incoming.is_by_mail_server and not one.is_ours
    ]
    customers = recognise_all(ContactKind.EMAIL, claims)
    for one in wave:
        one.sender = customers.get((one.envelope.channel.brand_id, one.address))


def _judge(wave: Wave) -> None:
    verdicts = judged([one.arrival for one in wave])
    for one, verdict in zip(wave, verdicts, strict=True):
        one.verdict = verdict


def _join_organizations(wave: Wave) -> None:
    """Who is proven to write from an organization's domain belongs there (S1: nobody else does)."""
    join_by_domain(
        (one.sender, one.address)
        for one in wave
        if one.sender and one.is_proven and not one.verdict.is_spam
    )


def _place(wave: Wave, pieces: PiecesAtHand) -> None:
    candidates, now = Candidates(one.incoming for one in wave), timezone.now()
    overtaking = Overtaking((one.arrival, one.sender) for one in wave)
    copies = Copies(wave)
    for one in wave:
        one.original = copies.original_of(one)
        found = (one.is_joined and pieces.place(one)) or place(
            one.arrival, one.sender, candidates, overtaking
        )
        if found.by in _WEAK:
            found = pieces.place(one) or found
        if found.ticket and not one.is_machine and not found.ticket.reopens_for_reply(now):
            one.earlier = found.ticket
            found = Place(None, ThreadedBy.FOLLOW_UP, found.evidence, found.warnings)
        if one.verdict.is_apart and found.ticket and not found.ticket.is_spam:
            found = Place(None, ThreadedBy.NEW)
        one.found = found if found.ticket else _beside_original(one) or found


def _beside_original(one: Arriving) -> Place | None:
    """Mail to several mailboxes, or by several ways, is one ticket for each team."""
    original = one.original
    if original is None or original.ticket.team_id != one.team_id:
        return None
    if original.ticket.is_spam != one.verdict.is_spam:
        return None
    evidence = {"message": original.pk, "message_id": original.message_id}
    return Place(original.meant, ThreadedBy.COPY, evidence).followed(one.sender)


def _open_tickets(wave: Wave) -> None:
    for one in wave:
        one.ticket = one.found.ticket or one.new_ticket()
    Ticket.objects.bulk_create(one.ticket for one in wave if one.is_new)


def _write(wave: Wave) -> None:
    _hold(wave)
    for one in wave:
        one.message = one.new_message()
    Message.objects.bulk_create(one.message for one in wave)
    Attachment.keep_all(file for one in wave for file in one.new_attachments())


def _hold(wave: Wave) -> None:
    """Hold the tickets that are written into; where a merger was faster, its mail follows.

    Costs a query or two more for each mail that was meant for a merged ticket.
    """
    while True:
        old = [one for one in wave if not one.is_new]
        merged = Ticket.objects.filter(pk__in=[one.ticket.pk for one in old]).hold()
        astray = [one for one in old if one.ticket.pk in merged or one.found.is_astray]
        if not astray:
            return
        for one in astray:
            one.found = one.found.again(one.sender)
            one.ticket = one.found.ticket or one.ticket


def _name_others(wave: Wave) -> None:
    """Remember the others of To and Cc, so that an agent can let them in; they get nothing yet."""
    addresses = {address for one in wave for address in one.others}
    ours = Channel.objects.addresses_among(addresses)
    reached = _requesters(wave)
    Participant.objects.bulk_create(
        (
            Participant(ticket=one.ticket, address=address, name=name)
            for one in wave
            for address, name in list(one.others.items())[:OTHERS]
            if address not in ours and (one.ticket.requester_id, address) not in reached
        ),
        ignore_conflicts=True,
    )


def _requesters(wave: Wave) -> set[tuple[int | None, str]]:
    """Return whom the tickets belong to where somebody else writes, with their addresses."""
    strange = (one for one in wave if not one.sender or one.ticket.requester_id != one.sender.pk)
    customers = {one.ticket.requester_id for one in strange} - {None}
    points = ContactPoint.objects.filter(customer__in=customers)
    return set(points.values_list("customer_id", "value")) if customers else set()


def _record(wave: Wave) -> list[Event]:
    happened = [
        Event.about(
            "ticket.opened" if one.is_new else "ticket.received",
            one.ticket,
            by=one.sender,
            after={"message": one.message.pk, "by": one.found.by},
        )
        for one in wave
    ]
    Event.record_all(happened)
    return happened


def _carry_out(wave: Wave, happened: list[Event]) -> None:
    """Tag what a verdict tags, and tell of each verdict that opened a ticket otherwise."""
    told = []
    for one, event in zip(wave, happened, strict=True):
        if not one.is_new or not one.verdict.done:
            continue
        if one.verdict.tags:
            one.ticket.tags.set(tags_named(one.verdict.tags))
        told += [
            Event.about("ticket.filtered", one.ticket, after=done, because=event)
            for done in one.verdict.done
        ]
    if told:
        Event.record_all(told)


def _pass_on(wave: Wave, happened: list[Event]) -> None:
    """What a colleague forwards into a new ticket belongs to who wrote it."""
    for one, event in zip(wave, happened, strict=True):
        if one.is_new and one.is_passed_on:
            one.ticket.give_to_original_sender(one.message, by=None, because=event)


def _stir(wave: Wave, happened: list[Event]) -> None:
    """Bring the tickets back to the agents' sight. A machine neither reopens nor hurries (S5)."""
    newest: dict[int, int] = {}
    for one in wave:
        if not one.is_copy:
            newest[one.ticket.pk] = max(one.message.pk, newest.get(one.ticket.pk, 0))
    known = [When(pk=ticket, then=Value(message)) for ticket, message in newest.items()]
    changes = {"last_public_id": Greatest(F("last_public_id"), Case(*known, default=Value(0)))}
    loud = {one.ticket.pk for one in wave if not one.is_quiet}
    quiet = newest.keys() - loud
    if quiet:
        Ticket.objects.filter(pk__in=quiet).update(**changes)
    if loud:
        Ticket.objects.filter(pk__in=loud).update(**changes, updated_at=timezone.now())
    _reopen(wave, happened)


def _reopen(wave: Wave, happened: list[Event]) -> None:
    answered = {
        one.ticket.pk: (one.ticket, event)
        for one, event in zip(wave, happened, strict=True)
        if not one.is_new and not one.is_machine and not one.is_copy
    }
    for number in Ticket.objects.filter(pk__in=answered, is_snoozed=True).values_list(
        "pk", flat=True
    ):
        ticket, because = answered[number]
        ticket.wake(by=None, because=because)
    # Read anew, now that the rows are ours: an agent may have solved one meanwhile.
    closed = Ticket.objects.filter(pk__in=answered).exclude(status__in=[Status.NEW, Status.OPEN])
    for number, status, solved_at in closed.values_list("number", "status", "solved_at"):
        ticket, because = answered[number]
        ticket.status, ticket.solved_at = status, solved_at
        ticket.reopen(by=None, because=because)
