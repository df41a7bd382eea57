"""Tickets that may be about the same, shown beside the one that is read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.tickets.duplicates.dismissal import NotDuplicate
from maru.support.tickets.duplicates.suggesting import duplicates_of
from maru.support.tickets.models import Ticket
from maru.support.tickets.views.asking import is_htmx, is_undone, member_of, page_of, ticket_of


@needs(Power.CHANGE)
@require_safe
def duplicates(request: HttpRequest, number: int) -> HttpResponse:
    """Show at most five; the page asks for them once it stands."""
    ticket = ticket_of(request, number)
    return _shown(request, ticket) if is_htmx(request) else HttpResponseRedirect(page_of(ticket))


@needs(Power.CHANGE)
@require_http_methods(["POST", "DELETE"])
def dismissal(request: HttpRequest, number: int, other: int) -> HttpResponse:
    """POST says that ``other`` is about something else, DELETE takes it back."""
    ticket, member = ticket_of(request, number), member_of(request)
    unlike = get_object_or_404(Ticket.objects.visible_to(member), pk=other)
    if is_undone(request):
        NotDuplicate.take_back(ticket, unlike, by=member)
        return _shown(request, ticket)
    NotDuplicate.say(ticket, unlike, by=member)
    text = _("#%(number)s is not suggested here any more.") % {"number": other}
    return _shown(request, ticket, text=text, undo=request.path)


def _shown(request: HttpRequest, ticket: Ticket, *, text: str = "", undo: str = "") -> HttpResponse:
    member = member_of(request)
    found = duplicates_of(ticket, member)
    customers = [each.ticket.requester_id for each in found]
    AccessRecord.note(request, "list", by=member, customers=customers)
    context = {"ticket": ticket, "duplicates": found, "toast_text": text, "toast_undo": undo}
    return render(request, "tickets/_duplicates.html", context)
