"""Answering by itself, under the caps that keep it from becoming somebody's weapon (S4, S5)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

from maru.kit.database.leases import claim, given_back, went_away
from maru.kit.jobs import sweep
from maru.records.channels.models import Delivery
from maru.staff.journal.models import Event
from maru.support.autoanswers.auto_answer import AnswerState, Why
from maru.support.autoanswers.brake import Brake, What, take_turn
from maru.support.autoanswers.models import AutoAnswer, Wording
from maru.support.autoanswers.writing import write
from maru.support.tickets.choices import Direction
from maru.support.tickets.composing import channel_of
from maru.support.tickets.models import Message

log = logging.getLogger(__name__)

TOGETHER = 50
LEASE = timedelta(minutes=1)
STALE = timedelta(hours=6)  # "we have received it" half a day later only confuses


@sweep("autoanswers.waiting", every=5)
def answer_waiting() -> int:
    """Answer one batch of those that wait; return how many were looked at."""
    claimed = claim(AutoAnswer.objects.waiting(), limit=TOGETHER, lease=LEASE)
    with given_back(claimed):
        models.prefetch_related_objects(claimed, "message__ticket__brand__calendar")
        for one in claimed:
            _answer_or_leave(one)
    return len(claimed)


def _answer_or_leave(one: AutoAnswer) -> None:
    """Answer; what fails by itself holds up no other and comes again when its lease is over."""
    try:
        with transaction.atomic():
            one.message.hold_ticket()
            answer(one, timezone.now())
    except Exception as error:
        if went_away(error):
            raise
        log.exception("Automatic answer %s could not be sent", one.pk)


def answer(one: AutoAnswer, at: datetime) -> Message | None:
    """Send the answer, or note why not. Call it in a transaction."""
    wording = Wording.of(one.message.ticket.brand)
    one.address = one.message.from_address.lower()
    why = _objection(one, wording, at)
    if why:
        _end(one, state=AnswerState.WITHHELD, why=why)
        return None
    return _send(one, wording, at)


def _objection(one: AutoAnswer, wording: Wording, at: datetime) -> str:
    ticket = one.message.ticket
    later = ticket.messages.filter(direction=Direction.TO_CUSTOMER, pk__gt=one.message_id)
    if ticket.is_spam:
        return Why.SPAM
    if not wording.is_on:
        return Why.OFF
    if at - one.created_at > STALE:
        return Why.LATE
    if later.exists():
        return Why.ANSWERED
    if not one.address or channel_of(ticket) is None:
        return Why.UNREACHABLE
    braked = take_turn(one.address, What.ANSWER, at)
    return {Brake.ALL: Why.BRAKE, Brake.ADDRESS: Why.ADDRESS}[Brake(braked)] if braked else ""


def _send(one: AutoAnswer, wording: Wording, at: datetime) -> Message:
    outgoing, channel = write(one, wording)
    message = Message.objects.create(
        ticket=one.message.ticket,
        home=one.message.home,
        direction=Direction.TO_CUSTOMER,
        from_name=channel.name or channel.brand.name,
        from_address=channel.address,
        to=[["", one.address]],
        text=outgoing.text,
        automatic="auto_answer",
        message_id=outgoing.message_id,
        delivery=Delivery.queue(outgoing, channel),
    )
    # The ticket's newest public message stays what people said: who answers now has missed
    # nothing (D8).
    Event.record("ticket.auto_answered", one.message.ticket, after={"message": message.pk})
    _end(one, state=AnswerState.SENT, answer=message, sent_at=at)
    return message


def _end(one: AutoAnswer, **changes: object) -> None:
    mine = AutoAnswer.objects.filter(one.is_mine(), state=AnswerState.WAITING)
    if not mine.update(address=one.address, lease_until=None, due_at=None, **changes):
        raise Taken


class Taken(Exception):
    """The lease ran out and another worker has it: nothing of this transaction may stay."""
