"""/tickets/{number}/pdf: a ticket as a file to print or to hand over."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from maru.kit.api.fields import Id
from maru.kit.api.routes import Routes
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller
from maru.support.tickets.models import Ticket
from maru.support.tickets.paper.answer import pdf_of
from maru.support.tickets.paper.sheet import Choice, sheet

router = Routes()


@router.read("/tickets/{number}/pdf", bytes, scope="tickets:read", summary="A ticket as PDF")
def pdf(
    request: HttpRequest, number: Id, notes: bool = False, changes: bool = False
) -> HttpResponse:
    """From its first message to its last. Internal notes and changes are on it only if you ask for
    them: «notes=true», «changes=true».
    """
    member = caller(request)
    seen = Ticket.objects.visible_to(member).select_related(
        "brand", "team", "assignee", "requester"
    )
    ticket = get_object_or_404(seen, pk=number)
    read = sheet(ticket, member, Choice(notes, changes))
    AccessRecord.note(request, "paper", by=member, customers=read.customers, subject_id=ticket.pk)
    return pdf_of(read, member)
