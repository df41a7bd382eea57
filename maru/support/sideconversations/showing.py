"""What the parts of the pages need. Each part's template says so in its first line."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from markupsafe import Markup

from maru.kit.mailparse.html import IMAGE
from maru.kit.ui.jinja import linked
from maru.staff.members.models import Member
from maru.staff.members.passes import pass_to
from maru.staff.members.roles import Power
from maru.support.sideconversations import wording
from maru.support.sideconversations.composing import where_it_goes
from maru.support.sideconversations.models import SideConversation, SideDraft, SideMessage
from maru.support.sideconversations.quoting import newest_of
from maru.support.tickets.composing import channel_of
from maru.support.tickets.files import MAX_BYTES, PICTURES
from maru.support.tickets.models import Attachment, Ticket
from maru.support.tickets.placeholders import PLACEHOLDERS
from maru.support.tickets.said import beside_us, cleaned_once_more, pictures_among
from maru.support.tickets.wording import how_sent, scan_words

FILES = 100  # of the ticket, offered to go along


def of_ticket(ticket: Ticket, member: Member) -> dict[str, Any]:
    """For sideconversations/_list.html. Two queries."""
    rows = SideConversation.objects.filter(ticket=ticket).for_list()
    return {"ticket": ticket, "sides": list(rows), "may_note": member.can(Power.NOTE)}


def conversation(side: SideConversation, member: Member) -> dict[str, Any]:
    """For sideconversations/_conversation.html."""
    ticket = side.ticket
    sees_ticket = Ticket.objects.visible_to(member).filter(pk=ticket.pk).exists()
    draft = SideDraft.objects.filter(conversation=side, member=member).first()
    may_note = member.can(Power.NOTE)
    people = list(side.participants.select_related("member", "team"))
    is_outside = any(each.is_outside for each in people)
    return {
        **messages(side, member),
        "ticket": ticket,
        "sees_ticket": sees_ticket,
        "people": people,
        "is_outside": is_outside,
        "may_note": may_note,
        "may_change": may_note and (sees_ticket or not is_outside or member.can(Power.REPLY)),
        "may_reply": member.can(Power.REPLY),
        "where": where_it_goes(side, member),
        "draft": draft,
        "pictures_within": pictures_within(draft, member),
        "max_bytes": MAX_BYTES,
        "placeholders": PLACEHOLDERS,
        "ticket_files": files_of(ticket) if sees_ticket else [],
        "problem": "",
    }


def messages(side: SideConversation, member: Member) -> dict[str, Any]:
    """For sideconversations/_messages.html. Three or four queries."""
    said = list(SideMessage.objects.filter(conversation=side).for_page().order_by("id"))
    return {
        "side": side,
        "member": member,
        "said": said,
        "last": said[-1].pk if said else 0,
        "as_said": partial(as_said, reader=member),
        "how_sent": how_sent,
        "warnings_of": wording.warnings_of,
        "machine_of": wording.machine_of,
        "scan_words": scan_words,
        "pass_to": partial(pass_to, member),
        "picture_types": PICTURES,
        "may_rescue": member.can(Power.RESCUE),
        "may_release": member.can(Power.COMPANY),
        "may_invite": member.can(Power.REPLY),
        "taking_part": set(side.participants.values_list("address", flat=True)),
    }


def beginning(ticket: Ticket, member: Member) -> dict[str, Any]:
    """For sideconversations/_new.html."""
    draft = SideDraft.objects.filter(ticket=ticket, member=member, conversation=None).first()
    newest = newest_of(ticket)
    return {
        "ticket": ticket,
        "sees_ticket": True,
        "draft": draft,
        "pictures_within": pictures_within(draft, member),
        "placeholders": PLACEHOLDERS,
        "newest": newest,
        "ticket_files": files_of(ticket),
        "max_bytes": MAX_BYTES,
        "channel": channel_of(ticket),
        "may_reply": member.can(Power.REPLY),
        "may_hold": member.can(Power.CHANGE) and not ticket.is_done,
        "given": {},
        "problem": "",
    }


def files_of(ticket: Ticket) -> list[Attachment]:
    """Return the files of ``ticket`` that may go along, the newest first. One query."""
    rows = Attachment.objects.filter(message__ticket=ticket, message__copy_of=None, is_inline=False)
    return [file for file in rows.order_by("-id")[:FILES] if not file.is_held]


def pictures_within(draft: SideDraft | None, member: Member) -> str:
    """Return where the pictures within a draft's words are shown, by their keys, as JSON."""
    keys = draft.written.pictures if draft else []
    return json.dumps({key: pass_to(member, "tickets:begun_picture", key) for key in keys})


def as_said(message: SideMessage, reader: Member) -> Markup:
    """Return the words of ``message`` with their form, cleaned once more (S6); mail's own has a
    frame of its own."""
    html = cleaned_once_more(message.form)
    if not html:
        return linked(message.text)
    return beside_us(IMAGE.sub(pictures_among(message.files.all(), reader), html))
