"""A notice as its reader gets it. Sealed: the Message-ID of one is a key to its ticket."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maru.kit.secrets import seal
from maru.kit.text.lines import one_line
from maru.records.channels.incoming import Party
from maru.records.channels.models import Channel
from maru.records.channels.outgoing import Outgoing
from maru.staff.members.models import Member
from maru.support.tickets.choices import Direction
from maru.support.tickets.message import Message
from maru.support.tickets.notices.notice import AMONG_COLLEAGUES, Occasion, new_notice_id
from maru.support.tickets.ticket import Ticket

MARK = "##-"  # begins the line above which one writes; see answer.py
LONGEST = 4_000  # characters of the customer's words


def write(
    occasion: str,
    ticket: Ticket,
    member: Member,
    channel: Channel,
    *,
    why: str = "",
    message: Message | None = None,
    who: str = "",
    more: int = 0,
) -> Outgoing:
    """Return the mail, in the member's language. ``why`` is said when an answer was not sent;
    ``message`` stands in it in place of the customer's newest; ``who`` did it; so many things
    ``more`` are new there."""
    with translation.override(member.language):
        subject, first = _said(occasion, ticket, why, who)
        line, opens = _("Write your answer above this line"), _("Open the ticket")
        choose = _("Choose which mails you get")
        parts = [f"{MARK} {line} {MARK[::-1]}", first]
        if message := message or _newest(ticket):
            parts += [_("%(who)s wrote:") % {"who": message.author}, _quoted(message.text)]
        if more:
            parts.append(_more(more))
        parts.append(_where_it_goes(occasion))
        parts.append(f"{opens}: {_address('desk:ticket', ticket.pk)}")
        parts.append(f"{choose}: {_address('notifications:wishes')}")
    return Outgoing(
        sender=Party(channel.address, one_line(ticket.brand.name)),
        to=[Party(member.email, one_line(member.name))],
        message_id=new_notice_id(channel.address.rpartition("@")[2]),
        subject=f"[#{ticket.number}] {one_line(subject)}",
        text=seal("\n\n".join(parts) + "\n"),
        is_automatic=True,
        is_sealed=True,
    )


def _more(count: int) -> str:
    words = ngettext(
        "%(num)s more thing is new for you in this ticket.",
        "%(num)s more things are new for you in this ticket.", count,
    )  # fmt: skip
    return words % {"num": count}


def _where_it_goes(occasion: str) -> str:
    if occasion in AMONG_COLLEAGUES:
        return _("What you answer to this mail stays an internal note. No customer sees it.")
    return _(
        "What you answer to this mail goes to the customer. Begin it with #note and it "
        "stays an internal note."
    )


def _said(occasion: str, ticket: Ticket, why: str, who: str) -> tuple[str, str]:
    named = {"subject": ticket.subject or _("(no subject)"), "who": who or _("Somebody")}
    if occasion == Occasion.MENTION:
        return _("%(who)s mentioned you") % named, _("A note in “%(subject)s” names you.") % named
    if occasion == Occasion.ASKED:
        said = _("%(who)s asks you to look on") % named
        return said, _("You follow “%(subject)s” from now on.") % named
    if occasion == Occasion.REMINDER:
        return _("A reminder is due"), _("You wanted to look at “%(subject)s” again.") % named
    if occasion == Occasion.PROMISE:
        said = _("What was promised in “%(subject)s” is nearly due, or was missed.") % named
        return _("Look at the promised time"), said
    if occasion == Occasion.ESCALATED:
        said = _("Something happened to an escalation of “%(subject)s” that concerns you.") % named
        return _("Look at an escalation"), said
    if occasion == Occasion.TASK:
        said = _("%(who)s gave you a task") % named
        return said, _("There is something for you to do in “%(subject)s”.") % named
    if occasion == Occasion.HELD:
        said = _("The answer that you scheduled in “%(subject)s” did not leave. You decide.")
        return _("A scheduled answer is held back"), said % named
    if occasion == Occasion.WOKEN:
        return _("A ticket is back"), _("“%(subject)s” is back: you had put it off.") % named
    if occasion in {Occasion.WRITTEN, Occasion.FOLLOWED}:
        said = _("%(who)s wrote in a ticket of yours") % named
        if occasion == Occasion.FOLLOWED:
            said = _("%(who)s wrote in a ticket that you follow") % named
        return said, _("There is a new message in “%(subject)s”.") % named
    if occasion == Occasion.UNSENT:
        sentence = _("Your answer was not sent to the customer. It is kept as an internal note: %s")
        return _("Not sent: your answer"), sentence % why
    if occasion == Occasion.ASSIGNED:
        return _("A ticket is yours"), _("“%(subject)s” was given to you.") % named
    return _("A customer wrote"), _("There is a new message in “%(subject)s”.") % named


def _newest(ticket: Ticket) -> Message | None:
    said = ticket.messages.once().filter(direction=Direction.FROM_CUSTOMER)
    return said.select_related("customer", "member").order_by("-id").first()


def _quoted(text: str) -> str:
    shown = text if len(text) <= LONGEST else text[:LONGEST] + " …"
    return "\n".join(f"> {line}".rstrip() for line in shown.splitlines())


def _address(view: str, *arguments: object) -> str:
    return settings.PUBLIC_URL + reverse(view, args=arguments)
