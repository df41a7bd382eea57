"""What the customer wrote goes along as a quotation, without their name or address."""

from __future__ import annotations

from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import override

from maru.kit.written import Written
from maru.support.tickets.choices import Direction
from maru.support.tickets.models import Message, Ticket


def newest_of(ticket: Ticket) -> Message | None:
    """Return what the customer wrote last. One query."""
    rows = ticket.messages.once().filter(direction=Direction.FROM_CUSTOMER, automatic="")
    return rows.select_related("customer").order_by("-id").first()


def quoted(said: Written, message: Message | None, language: str) -> Written:
    """Return ``said`` with the words of ``message`` below it, in their own quotation."""
    if message is None or not message.text.strip():
        return said
    with override(language):
        head = _("The customer wrote:")
    words = "\n".join(f"> {line}".rstrip() for line in message.text.splitlines())
    if not said.html:
        return Written(f"{said.text}\n\n{head}\n{words}")
    lines = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in message.text.splitlines())
    below = f"<div><br></div><div>{escape(head)}</div><blockquote>{lines}</blockquote>"
    return Written.in_html(said.html + below)
