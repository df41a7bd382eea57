"""Who gets the answers, and which colleagues look on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from maru.staff.members.access import needs, signed_in
from maru.staff.members.roles import Power
from maru.support.tickets import showing
from maru.support.tickets.forms import AddressForm, FollowerForm
from maru.support.tickets.models import Participant, Ticket
from maru.support.tickets.views.asking import (
    changed,
    first_error,
    is_htmx,
    is_undone,
    member_of,
    page_of,
    refused,
    ticket_of,
)


@needs(Power.REPLY)
@require_POST
def participants(request: HttpRequest, number: int) -> HttpResponse:
    """Let somebody get the answers from now on."""
    ticket, form = ticket_of(request, number), AddressForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, first_error(form))
    ticket.admit(form.cleaned_data["address"], by=member_of(request))
    return _recipients(request, ticket)


@needs(Power.REPLY)
@require_http_methods(["POST", "DELETE"])
def participant(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """DELETE takes somebody out of the answers again."""
    ticket = ticket_of(request, number)
    person = get_object_or_404(Participant, ticket=ticket, pk=pk)
    ticket.remove_participant(person.address, by=member_of(request))
    return _recipients(request, ticket)


def _recipients(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    if not is_htmx(request):
        return HttpResponseRedirect(page_of(ticket))
    context = showing.recipients(ticket, member_of(request))
    return render(request, "tickets/_recipients.html", context)


@signed_in
@require_http_methods(["POST", "DELETE"])
def following(request: HttpRequest, number: int) -> HttpResponse:
    """POST follows the ticket, DELETE no longer."""
    ticket, member = ticket_of(request, number), member_of(request)
    if is_undone(request):
        ticket.unfollow(member, by=member)
    else:
        ticket.follow(member, by=member)
    if not Ticket.objects.visible_to(member).filter(pk=ticket.pk).exists():
        return HttpResponse(status=204, headers={"HX-Redirect": "/"})
    return changed(request, ticket)


@needs(Power.CHANGE)
@require_POST
def followers(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a colleague to look on: from now on the ticket exists for them."""
    ticket = ticket_of(request, number)
    form = FollowerForm(request.POST, ticket=ticket)
    if not form.is_valid():
        return refused(request, ticket, first_error(form))
    ticket.follow(form.cleaned_data["value"], by=member_of(request))
    return changed(request, ticket)
