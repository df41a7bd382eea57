"""A ticket for paper: a page that a browser prints, and the same as a PDF."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import signed_in
from maru.staff.members.models import Member
from maru.staff.members.passes import pass_to
from maru.support.tickets.models import Ticket
from maru.support.tickets.paper.answer import pdf_of, printed_by
from maru.support.tickets.paper.sheet import Choice, Sheet, left_out_words, sheet
from maru.support.tickets.views.asking import member_of, ticket_of


@signed_in
@require_safe
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """Show the whole ticket as it is printed; ?notes and ?changes put these on it, too."""
    ticket, member = ticket_of(request, number), member_of(request)
    choice = Choice.of(request.GET)
    read = _read(request, ticket, member, choice)
    context = {
        "sheet": read,
        "choice": choice,
        "left_out": left_out_words(read.left_out),
        "printed": printed_by(member),
        "query": request.GET.urlencode(),
        "pass_to": partial(pass_to, member),
    }
    return render(request, "desk/paper.html", context)


@signed_in
@require_safe
def pdf(request: HttpRequest, number: int) -> HttpResponse:
    """Give the same as a PDF."""
    ticket, member = ticket_of(request, number), member_of(request)
    return pdf_of(_read(request, ticket, member, Choice.of(request.GET)), member)


def _read(request: HttpRequest, ticket: Ticket, member: Member, choice: Choice) -> Sheet:
    read = sheet(ticket, member, choice)
    AccessRecord.note(request, "paper", by=member, customers=read.customers, subject_id=ticket.pk)
    return read
