"""/tickets/{number}/links: parent, children, and what else has to do with a ticket."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id
from maru.kit.api.forms import require_valid
from maru.kit.api.routes import Routes
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.api.schemas import Ref, StatusWord
from maru.support.tickets.forms import LinkForm
from maru.support.tickets.linking.showing import Linked, linked
from maru.support.tickets.models import Link, Ticket

router = Routes()

KindOfLink = Literal["parent", "child", "related"]


class NewLink(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"kind": "parent", "to": 7}})
    kind: KindOfLink = Field(description="What «to» is to this ticket.")
    to: Id = Field(description="The number of the other ticket.")


class LinkOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 4, "kind": "parent", "number": 7, "subject": "물류 지연", "status": "open",
                "by": {"id": 3, "name": "최지수"}, "at": "2026-11-22T09:10:00Z",
            }
        }
    )  # fmt: skip
    id: int
    kind: KindOfLink
    number: int
    subject: str
    status: StatusWord
    by: Ref
    at: datetime

    @classmethod
    def of(cls, each: Linked) -> LinkOut:
        ticket, facts = each.ticket, {"id": each.link.pk, "at": each.link.at, "kind": each.kind}
        shown: dict[str, Any] = {**facts, "subject": ticket.subject, "status": ticket.status}
        return cls(number=ticket.pk, by=Ref.from_orm(each.link.by), **shown)


class LinksOut(Schema):
    items: list[LinkOut]


@router.read(
    "/tickets/{number}/links", LinksOut, scope="tickets:read", summary="List a ticket's links"
)
def index(request: HttpRequest, number: Id) -> dict[str, Any]:
    """Its parent first, then its children, then what is related; only tickets that you may see.

    Links of tickets that were merged into it are among them.
    """
    member = caller(request)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    found = linked(ticket, member)
    customers = {ticket.requester_id, *(each.ticket.requester_id for each in found)}
    AccessRecord.note(request, "api", by=member, customers=customers, subject_id=ticket.pk)
    return {"items": [LinkOut.of(each) for each in found]}


@router.write(
    "POST", "/tickets/{number}/links", {201: LinkOut},
    scope="tickets:write", summary="Link two tickets", fails=(409,),
)  # fmt: skip
def link(request: HttpRequest, number: Id, data: NewLink) -> Status[LinkOut]:
    """Twice changes nothing. A ticket has one parent (409 «has_parent»), a pair one link (409
    «linked»); 422 «circle», «too_deep», «same_ticket», «too_many».
    """
    member, ticket = _ticket(request, number)
    form = LinkForm({"kind": data.kind, "to": data.to}, member=member)
    require_valid(form)
    made = ticket.link(data.kind, form.cleaned_data["to"], by=member)
    [each] = [each for each in linked(ticket, member) if each.link.pk == made.pk]
    return Status(201, LinkOut.of(each))


@router.write(
    "DELETE", "/tickets/{number}/links/{id}", {204: None},
    scope="tickets:write", summary="Take a link away",
)  # fmt: skip
def unlink(request: HttpRequest, number: Id, id: Id) -> Status[None]:
    """Both tickets stay as they are."""
    member, ticket = _ticket(request, number)
    here = ticket.with_merged()
    rows = Link.objects.visible_to(member).filter(Q(ticket__in=here) | Q(other__in=here))
    ticket.unlink(get_object_or_404(rows.select_related("ticket", "other"), pk=id), by=member)
    return Status(204, None)


def _ticket(request: HttpRequest, number: int) -> tuple[Member, Ticket]:
    member = caller_who_can(request, Power.CHANGE)
    return member, get_object_or_404(Ticket.objects.visible_to(member), pk=number)
