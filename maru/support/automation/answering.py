"""A rule answers the customer: under caps, and with not one word of theirs (S4, S5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.text.lines import one_line
from maru.kit.text.placeholders import unknown
from maru.kit.written.signing import signed
from maru.records.channels.incoming import Party
from maru.records.channels.models import Delivery
from maru.records.channels.outgoing import Outgoing
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.actions.action import Unreadable, Unsuitable
from maru.support.actions.saying import Said
from maru.support.autoanswers.brake import Brake, What, take_turn
from maru.support.autoanswers.restoring import RESTORED
from maru.support.tickets.choices import SILENT, Direction
from maru.support.tickets.composing import channel_of, fill_in, requester_address
from maru.support.tickets.message_ids import new_message_id
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.placeholders import PLACEHOLDERS, by_name

if TYPE_CHECKING:
    from maru.support.actions.step import Step

# What the customer cannot have written: their name and subject could be somebody's message to
# whoever's address they gave as their own.
OURS = {"ticket.number", "ticket.team", "brand.name", "today", "agent.name"}
REASONS = {
    "mail_brake": gettext_lazy("More mail by itself than MARU_AUTO_ANSWERS_AN_HOUR lets out"),
    "mail_address": gettext_lazy("The address got enough mail by itself lately"),
    "restored": gettext_lazy("It may have been answered before the restore"),
    "machine": gettext_lazy("A machine wrote; it is not answered"),
    "doubtful": gettext_lazy("Its sender is doubtful; no mail goes there by itself"),
    "error": gettext_lazy("It failed; the log says how"),
    "gone_action": gettext_lazy("There is no such action any more"),
}


class Answer(Said):
    name, label = "answer", gettext_lazy("Answer the customer")
    power = Power.REPLY
    is_for_rules = True

    def read(self, given: Any, by: Member) -> str:
        text = super().read(given, by)
        known = by_name([each for each in PLACEHOLDERS if each.name in OURS])
        if name := next(unknown(text, known), ""):
            words = _(
                "%(name)s may hold the customer's own words, which no mail that goes out by itself "
                "repeats. Take it out."
            )
            raise Unreadable(words % {"name": "{{" + name + "}}"})
        return text

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> list[int]:
        ticket.must_stand()
        channel, address = channel_of(ticket), requester_address(ticket).lower()
        if channel is None:
            raise Unsuitable("no_channel")
        if not address:
            raise Unsuitable("no_address")
        said = ticket.messages.filter(direction=Direction.FROM_CUSTOMER)
        theirs = said.select_related("envelope").order_by("-id").first()
        if theirs is not None and (why := _silence(theirs)):
            raise Unsuitable(why)
        _must_not_be_too_much(address)
        with translation.override(ticket.brand.language):
            subject = _("About your enquiry (#%(number)s)") % {"number": ticket.number}
        text = fill_in(value, ticket, step.by)
        outgoing = Outgoing(
            sender=Party(channel.address, one_line(channel.name or ticket.brand.name)),
            to=[Party(address)],
            message_id=new_message_id(ticket.number, channel.address.rpartition("@")[2]),
            subject=subject,
            text=signed(text, ticket.brand.signature),
            in_reply_to=theirs.message_id if theirs else "",
            references=[theirs.message_id] if theirs and theirs.message_id else [],
            is_automatic=True,
        )
        message = Message.objects.create(
            ticket=ticket, direction=Direction.TO_CUSTOMER, from_name=step.by.actor_name[:200],
            from_address=channel.address, to=[["", address]], text=outgoing.text,
            automatic=step.by.actor_kind, message_id=outgoing.message_id,
            delivery=Delivery.queue(outgoing, channel),
        )  # fmt: skip
        # The newest public message stays what people said (D8), as with automatic answers.
        Event.record(
            "ticket.auto_answered", ticket, by=step.by, because=because,
            after={"message": message.pk},
        )  # fmt: skip
        return [message.pk]


def _silence(theirs: Message) -> str:
    """Return the code of why what the customer wrote last is answered by no machine; '' for
    nothing. As automatic answers have it (autoanswers/noting.py)."""
    if theirs.automatic or SILENT in theirs.marks:
        return "machine"
    if theirs.warnings:
        return "doubtful"
    is_restored = theirs.envelope is not None and RESTORED in theirs.envelope.transport
    return "restored" if is_restored else ""


def _must_not_be_too_much(address: str) -> None:
    braked = take_turn(address, What.RULE, timezone.now())
    if braked:
        raise Unsuitable("mail_brake" if braked == Brake.ALL else "mail_address")
