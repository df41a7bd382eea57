"""Tickets of the own brand, the other brand and a private team, with all that hangs on them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.members.passes import pass_to
from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import Thing, of_brand, of_team, things
from maru.support.tickets.files import NewFile
from maru.support.tickets.models import (
    Attachment,
    Draft,
    Link,
    Message,
    Participant,
    PendingFile,
    ScheduledAnswer,
    Ticket,
)


def readers_in(brand: Brand) -> Any:
    return lambda member: member.can(Power.READ) and of_brand(brand)(member)


def readers_of(ticket: Ticket) -> Any:
    def sees(member: Member) -> bool:
        team = ticket.team
        is_open = team is None or not team.is_private or of_team(team)(member)
        return is_open and readers_in(ticket.brand)(member)

    return sees


def hanging_on(case: Any, get: Any) -> list[Thing]:
    """Return what ``get`` takes from each ticket, seen by whoever sees the ticket."""
    return [Thing(get(ticket), readers_of(ticket), inside=ticket.pk) for ticket in case.tickets]


@things("tickets")
def tickets(case: Any) -> list[Thing]:
    return [Thing(ticket.pk, readers_of(ticket)) for ticket in case.tickets]


@things("messages")
def messages(case: Any) -> list[Thing]:
    return hanging_on(case, lambda t: _first(t).pk)


@things("attachments")
@things("files")
def files(case: Any) -> list[Thing]:
    return hanging_on(case, lambda t: _file_of(t).key)


def passes_to(case: Any, view: str, get: Any, *, reader: Member | None = None) -> list[Thing]:
    """Return the passes of ``reader``, minho by default, to something of each ticket; nobody
    else gets anything by them.

    Some are to what he, who leads, may not see either.
    """
    reader = reader or case.minho

    def thing(ticket: Ticket) -> Thing:
        given = pass_to(reader, view, get(ticket)).split("/")[-2]
        sees = readers_of(ticket)(reader)
        return Thing(given, lambda member: sees and member == reader)

    return [thing(ticket) for ticket in case.tickets]


def _of_files(view: str) -> Any:
    return lambda case: passes_to(case, view, lambda t: _file_of(t).key)


def _file_of(ticket: Ticket) -> Attachment:
    return Attachment.objects.get(message__ticket=ticket)


def _first(ticket: Ticket) -> Message:
    return ticket.messages.earliest("id")


things("attachment")(_of_files("tickets:attachment"))
things("thumbnail")(_of_files("tickets:thumbnail"))
things("picture")(_of_files("tickets:picture"))
things("inside")(_of_files("tickets:inside"))


@things("begun")
def pictures_within_drafts(case: Any) -> list[Thing]:
    def begun(ticket: Ticket) -> str:
        draft, _new = Draft.objects.get_or_create(ticket=ticket, member=case.minho)
        file = _file_of(ticket)
        PendingFile.hang_on(draft, [NewFile("a.png", file.content_type, file.size, file.sha256,
                                            f"begun{ticket.pk}")])  # fmt: skip
        return f"begun{ticket.pk}"

    return passes_to(case, "tickets:begun_picture", begun)


@things("held")
def held_files(case: Any) -> list[Thing]:
    return passes_to(case, "desk:held_bytes", lambda t: _file_of(t).key, reader=case.sora)


@things("frame")
def frames(case: Any) -> list[Thing]:
    return passes_to(case, "tickets:frame", lambda t: [_first(t).pk, False])


@things("outside")
def pictures_from_outside(case: Any) -> list[Thing]:
    return passes_to(case, "tickets:outside", lambda t: [_first(t).pk, "http://127.0.0.1:1/"])


@things("raw")
def raw_mails(case: Any) -> list[Thing]:
    return passes_to(case, "tickets:raw", lambda t: _first(t).pk)


@things("envelope")
def raw_envelopes(case: Any) -> list[Thing]:
    return passes_to(case, "channels:envelope_raw", lambda t: _first(t).envelope_id)


@things("mail")
def mails_that_went_out(case: Any) -> list[Thing]:
    return passes_to(case, "console:delivery_eml", _delivery_of)


def _delivery_of(ticket: Ticket) -> int | None:
    return ticket.messages.exclude(delivery=None).get().delivery_id


@things("quarantine")
@things("envelopes")
def envelopes(case: Any) -> list[Thing]:
    return hanging_on(case, lambda t: _first(t).envelope_id)


@things("mailbox")
@things("deliveries")
def deliveries(case: Any) -> list[Thing]:
    return hanging_on(case, _delivery_of)


@things("customers")
def customers(case: Any) -> list[Thing]:
    return [Thing(t.requester_id, readers_in(t.brand)) for t in case.tickets]


@things("contact-points")
def contact_points(case: Any) -> list[Thing]:
    return [
        Thing(t.requester.contact_points.latest("id").pk, readers_in(t.brand), t.requester_id)
        for t in case.tickets
    ]


@things("links")
def links(case: Any) -> list[Thing]:
    return hanging_on(case, lambda t: _link_of(t).pk)


@things("duplicates")
def duplicates(case: Any) -> list[Thing]:
    # Of any two tickets that one sees it may be said that they are not the same.
    return [Thing(_link_of(ticket).ticket_id, readers_of(ticket)) for ticket in case.tickets]


def _link_of(ticket: Ticket) -> Link:
    """Return the link of ``ticket`` to a child that the same people see."""
    if there := Link.objects.filter(other=ticket).first():
        return there
    child = Ticket.objects.create(
        subject=ticket.subject, brand=ticket.brand, team=ticket.team, requester=ticket.requester
    )
    by = Member.objects.filter(role="admin").earliest("id")
    return Link.objects.create(ticket=child, other=ticket, is_parent=True, by=by)


@things("scheduled")
def scheduled_answers(case: Any) -> list[Thing]:
    def of(ticket: Ticket) -> int:
        send_at = timezone.now() + timedelta(days=1)
        defaults = {"text": ticket.subject, "send_at": send_at}
        row, _new = ScheduledAnswer.objects.get_or_create(
            ticket=ticket, member=case.jisu, defaults=defaults
        )
        return row.pk

    return hanging_on(case, of)


@things("participants")
def participants(case: Any) -> list[Thing]:
    return hanging_on(case, lambda t: Participant.objects.get(ticket=t).pk)
