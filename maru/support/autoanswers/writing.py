"""What an automatic answer looks like: not one word in it is the customer's (S4)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.utils import translation
from django.utils.translation import gettext as _

from maru.kit.text.lines import one_line
from maru.kit.written.signing import signed
from maru.records.channels.incoming import Party
from maru.records.channels.models import Channel
from maru.records.channels.outgoing import Outgoing
from maru.staff.company.models import Calendar
from maru.support.autoanswers.models import AutoAnswer, Wording
from maru.support.autoanswers.wording import spoken
from maru.support.tickets.composing import channel_of
from maru.support.tickets.message_ids import new_message_id

WHEN = {"ko": "M월 d일(E) aaaa h:mm", "en": "EEEE, MMMM d, h:mm a"}


def write(one: AutoAnswer, wording: Wording) -> tuple[Outgoing, Channel]:
    """Return the mail, and the channel it leaves by: one that ``channel_of`` finds."""
    ticket = one.message.ticket
    channel = channel_of(ticket)
    if channel is None:
        raise LookupError("no channel")
    language = spoken(one.message.language, ticket.brand)
    # By which the customer wrote, even where the answer leaves by another one.
    values = values_for(one, language)
    text = wording.say(one.occasion, language, values, ticket.channel_id)
    with translation.override(language):
        # Our own words, not "Re: ..." with theirs.
        subject = _("We have received your message (#%(number)s)") % {"number": ticket.number}
    signature = ticket.brand.signature
    outgoing = Outgoing(
        sender=Party(channel.address, one_line(channel.name or ticket.brand.name)),
        to=[Party(one.address)],
        message_id=new_message_id(ticket.number, channel.address.rpartition("@")[2]),
        subject=subject,
        text=signed(text, signature),
        # RFC 3834 3.1.5: so that the writer's program shows it beside what they wrote.
        in_reply_to=one.message.message_id,
        references=[one.message.message_id] if one.message.message_id else [],
        is_automatic=True,
    )
    return outgoing, channel


def values_for(one: AutoAnswer, language: str) -> dict[str, str]:
    brand = one.message.ticket.brand
    return {
        "brand.name": brand.name,
        "ticket.number": str(one.message.ticket.number),
        "opens.at": _next_opening(brand.calendar, one.message.created_at, language),
    }


def _next_opening(calendar: Calendar | None, at: datetime, language: str) -> str:
    opens = calendar.next_opening(at) if calendar else None
    return shown(opens, calendar.time_zone, language) if calendar and opens else ""


def shown(moment: datetime, time_zone: str, language: str) -> str:
    """Return a moment as a customer reads it: 11월 27일(금) 오전 9:00."""
    local = moment.astimezone(ZoneInfo(time_zone))
    return format_datetime(local, WHEN.get(language, WHEN["en"]), locale=language)
