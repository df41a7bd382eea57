"""The answers that wait in a ticket, as its page shows them below the conversation."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from html import escape
from typing import Any

from django.utils import timezone
from markupsafe import Markup

from maru.kit.mailparse.html import ATTRIBUTE, IMAGE
from maru.kit.text.placeholders import UnknownPlaceholder
from maru.kit.ui.jinja import linked
from maru.kit.written import TooHeavy
from maru.kit.written.cleaning import cleaned
from maru.staff.members.models import Member
from maru.staff.members.passes import pass_to
from maru.staff.members.roles import Power
from maru.support.tickets.composing import filled
from maru.support.tickets.models import ScheduledAnswer, Ticket
from maru.support.tickets.scheduling.choosing import (
    LATER_STATUSES,
    is_closed_at,
    later_offers,
)

_KEPT = ("alt", "width", "height")


def scheduled_answers(ticket: Ticket, member: Member) -> dict[str, Any]:
    """For tickets/_scheduled.html. One query where none waits, else two, and what filling the
    placeholders costs."""
    rows = ticket.scheduledanswers.select_related("member").prefetch_related("files").in_order()
    found = list(rows)
    return {
        "ticket": ticket,
        "member": member,
        "scheduled": found,
        "scheduled_seen": ticket.to_be_seen,
        "may_reply": member.can(Power.REPLY),
        "said_by": lambda row: as_it_will_be(row, ticket, member),
        "is_closed_at": lambda at: is_closed_at(ticket.brand, at),
        "later_offers": later_offers(member, ticket.brand, timezone.now()) if found else [],
        "later_statuses": later_statuses(),
    }


def later_statuses() -> list[tuple[str, str]]:
    """Return what the ticket may become when an answer leaves, with its words."""
    return [(str(each), str(each.label)) for each in LATER_STATUSES]


def as_it_will_be(row: ScheduledAnswer, ticket: Ticket, reader: Member) -> Markup:
    """Return what it says, its placeholders filled as they would be now."""
    said = row.written
    # An unknown one is shown as it stands; it is held when its time comes.
    with suppress(UnknownPlaceholder):
        said = filled(said, ticket, row.member)
    try:
        html = cleaned(said.html)  # once more, because rules get better afterwards (S6)
    except TooHeavy:
        html = ""
    if not html:
        return linked(said.text)
    return Markup(IMAGE.sub(_pictures(row, reader), html))  # noqa: S704


def _pictures(row: ScheduledAnswer, reader: Member) -> Callable[[re.Match[str]], str]:
    keys = {file.key for file in row.files.all() if file.is_inline}

    def picture(match: re.Match[str]) -> str:
        given = dict(ATTRIBUTE.findall(match[1]))
        key = given.get("src", "")[4:]
        if key not in keys:
            return f"<i>{given.get('alt', '')}</i>"
        source = escape(pass_to(reader, "tickets:begun_picture", key))
        kept = "".join(f' {name}="{given[name]}"' for name in _KEPT if name in given)
        return f'<img src="{source}"{kept}>'

    return picture
