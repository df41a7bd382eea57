from __future__ import annotations

from typing import Any

from maru.staff.members.models import Member
from maru.staff.members.tests.routes import Thing, things
from maru.support.sideconversations.inviting import Invited
from maru.support.sideconversations.models import SideConversation, SideFile
from maru.support.sideconversations.writing import start
from maru.support.tickets.models import Attachment, PendingFile, Ticket
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


@things("side-files")
def files(case: Any) -> list[Thing]:
    return _of_each(case, lambda side: _file_of(side).key)


def _file_of(side: SideConversation) -> SideFile:
    return SideFile.objects.filter(message__conversation=side).earliest("id")


def _of_files(view: str) -> Any:
    return lambda case: passes_to(case, view, lambda t: _file_of(_side(case, t)).key)


things("side-file")(_of_files("sideconversations:file"))
things("side-thumbnail")(_of_files("sideconversations:thumbnail"))
things("side-inside")(_of_files("sideconversations:inside"))


@things("side-begun")
def begun(case: Any) -> list[Thing]:
    def waits(ticket: Ticket) -> str:
        file = _file_of(_side(case, ticket))
        key = f"sidebegun{ticket.pk}"
        PendingFile.objects.get_or_create(
            key=key, defaults={
                "member": case.minho if ticket == case.tickets[0] else case.sora,
                "name": "a.png", "content_type": file.content_type, "size": file.size,
                "sha256": file.sha256, "is_inline": True,
            },
        )  # fmt: skip
        return key

    return passes_to(case, "sideconversations:begun", waits)
