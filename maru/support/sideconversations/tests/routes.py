from __future__ import annotations

from typing import Any

from maru.records.channels.models import Channel, Envelope
from maru.staff.members.models import Member
from maru.staff.members.tests.routes import Thing, things
from maru.support.sideconversations.inviting import Invited
from maru.support.sideconversations.models import SideConversation
from maru.support.sideconversations.writing import start
from maru.support.tickets.models import Attachment, Ticket
from maru.support.tickets.tests.routes import passes_to, readers_of


def _side(case: Any, ticket: Ticket) -> SideConversation:
    """Return one beside ``ticket``, with a file; beside those of the own brand the colleague is
    asked, too."""
    if there := SideConversation.objects.filter(ticket=ticket).first():
        return there
    by = Member.objects.filter(role="admin").earliest("id")
    asked = [Invited(address="vendor@parts.example", name="부품사")]
    if ticket.brand_id == case.onnuri.pk and ticket.team_id is None:
        asked.append(Invited(member=case.cole))
    file = Attachment.objects.get(message__ticket=ticket).as_new
    return start(
        ticket, asked, ticket.subject, f"부품 있나요 {ticket.subject}", by=by, files=[file]
    )


def _readers(case: Any, ticket: Ticket) -> Any:
    sees = readers_of(ticket)
    is_asked = ticket.brand_id == case.onnuri.pk and ticket.team_id is None
    return lambda member: sees(member) or (is_asked and member == case.cole)


def _of_each(case: Any, get: Any) -> list[Thing]:
    return [Thing(get(_side(case, ticket)), _readers(case, ticket)) for ticket in case.tickets]


@things("side")
@things("side-conversations")
def sides(case: Any) -> list[Thing]:
    return _of_each(case, lambda side: side.pk)


@things("said")
def said(case: Any) -> list[Thing]:
    return _within(case, lambda side: side.messages.earliest("id").pk)


@things("people")
def people(case: Any) -> list[Thing]:
    return _within(case, lambda side: side.participants.earliest("id").pk)


def _within(case: Any, get: Any) -> list[Thing]:
    sides = [(ticket, _side(case, ticket)) for ticket in case.tickets]
    return [Thing(get(side), _readers(case, t), inside=side.pk) for t, side in sides]


def _answer_to(side: SideConversation) -> int:
    """Return an answer that came as a mail with a form of its own."""
    html = "<p>있습니다</p>"
    if there := side.messages.filter(html=html).first():
        return there.pk
    channel = Channel.objects.filter(brand=side.ticket.brand_id).earliest("id")
    mail = Envelope.objects.create(channel=channel, sha256=f"{side.pk:064}", size=1, state="opened")
    return side.messages.create(from_address="vendor@parts.example", envelope=mail, html=html).pk


@things("side-frame")
def frames(case: Any) -> list[Thing]:
    return _passes(case, "sideconversations:frame", lambda pk: [pk, False])


@things("side-outside")
def pictures_from_outside(case: Any) -> list[Thing]:
    return _passes(case, "sideconversations:outside", lambda pk: [pk, "http://127.0.0.1:1/"])


def _passes(case: Any, view: str, what: Any) -> list[Thing]:
    return passes_to(case, view, lambda ticket: what(_answer_to(_side(case, ticket))))
