"""Words as they are read, those whom a note names marked; and whom the composer offers."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from maru.kit.ui.jinja import linked
from maru.staff.members.models import Member
from maru.staff.members.roles import Power, Role
from maru.support.tickets.mentioning.mention import Mention
from maru.support.tickets.mentioning.naming import known_to
from maru.support.tickets.message import Message
from maru.support.tickets.readers import readers_of
from maru.support.tickets.ticket import Ticket


def with_mentions(text: str, message: Message, reader: Member) -> Markup:
    """Return ``text`` with its links, and the mentions of ``message`` as chips.

    Costs a query unless ``mentions`` are loaded.
    """
    mentions = {each.words: each for each in message.mentions.all()}
    if not mentions:
        return linked(text)
    longest_first = sorted(mentions, key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, longest_first))})", text)
    return Markup("").join(
        _chip(mentions[part], reader) if part in mentions else linked(part) for part in parts
    )


def _chip(mention: Mention, reader: Member) -> Markup:
    if not mention.is_told:
        chip = Markup('<span class="mention mention--untold" title="{}">{}</span>')
        return chip.format(_("Was not told: this ticket is not for them to see."), mention.words)
    kind = " mention--me" if mention.member_id == reader.pk else ""
    return Markup('<span class="mention{}">{}</span>').format(kind, mention.words)


def mentionable(ticket: Ticket, by: Member) -> list[dict[str, Any]]:
    """Return whom ``by`` may name in a note on ``ticket``: what is written, who it is, and
    whether they will see it. Costs five queries."""
    reading = set(readers_of(ticket).values_list("pk", flat=True))
    asked = set(readers_of(ticket, as_asked=True).values_list("pk", flat=True))
    may_ask = by.can(Power.CHANGE)
    of_teams = set(readers_of(ticket).values_list("teams", flat=True))
    told = []
    for words, who in known_to(by).items():
        if not isinstance(who, Member):
            is_seen, note = who.pk in of_teams, str(_("Team"))
        else:
            is_seen, note = who.pk in reading, " · ".join(filter(None, [
                str(who.get_role_display()), who.absence,
            ]))  # fmt: skip
            if not is_seen and may_ask and who.pk in asked and who.role == Role.COLLEAGUE:
                is_seen, note = True, str(_("is asked, and sees this ticket from then on"))
        told.append(
            {
                "words": words,
                "note": note if is_seen else str(_("does not see this ticket")),
                "icon": "user" if isinstance(who, Member) else "users",
                "is_muted": not is_seen,
                "is_me": isinstance(who, Member) and who.pk == by.pk,
            }
        )
    # Oneself last: a name is mostly somebody else's.
    return sorted(told, key=lambda each: (each["is_me"], each["is_muted"], each["words"]))


def untold(message: Message) -> str:
    """Return in words who of those named in ``message`` was not told; '' where all were."""
    names = [each.words[1:] for each in message.mentions.all() if not each.is_told]
    if not names:
        return ""
    text = _("The note is kept. Not told, because they do not see this ticket: %(names)s")
    return text % {"names": ", ".join(names)}
