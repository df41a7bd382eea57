"""What stands on the page of a ticket: why somebody has it, or why nobody has."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maru.staff.members.access import signed_in
from maru.staff.members.views.me import me
from maru.support.routing.rules.forms import TICKET
from maru.support.routing.showing import decisions_of, explained, queued_of
from maru.support.routing.wording import outs_in_words
from maru.support.tickets.views.asking import ticket_of


@signed_in
@require_safe
def of_ticket(request: HttpRequest, number: int) -> HttpResponse:
    """Show it; nothing where routing has nothing to do with the ticket."""
    ticket = ticket_of(request, number)
    queued = queued_of(TICKET, ticket.pk)
    context = {
        "ticket": ticket,
        "queued": queued,
        "out_words": outs_in_words(queued.outs) if queued else "",
        "whys": explained(decisions_of(TICKET, ticket.pk), me(request)),
    }
    return render(request, "routing/_of_ticket.html", context)
