"""A message in the wrong ticket: into another, or into one of its own; the way back is a move."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.tickets.forms import PlaceForm
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.moving import detach, move
from maru.support.tickets.views.asking import (
    first_error,
    is_htmx,
    member_of,
    message_of,
    page_of,
    refused,
)


@needs(Power.CHANGE)
@require_POST
def placement(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Move the message into the ticket ``to``; with ?back=1 go there afterwards."""
    message, member = message_of(request, number, pk), member_of(request)
    origin = message.ticket
    form = PlaceForm({**request.GET.dict(), **request.POST.dict()}, ticket=origin, member=member)
    if not form.is_valid():
        return refused(request, origin, first_error(form))
    target = form.cleaned_data["to"]
    move(message, target, by=member)
    text = _("Moved to #%(number)s.") % {"number": target.pk}
    return _gone(request, message, origin, target, text)


@needs(Power.CHANGE)
@require_POST
def detachment(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Give the message a ticket of its own."""
    message = message_of(request, number, pk)
    origin = message.ticket
    target = detach(message, by=member_of(request))
    text = _("It is now ticket #%(number)s.") % {"number": target.pk}
    return _gone(request, message, origin, target, text)


def _gone(
    request: HttpRequest, message: Message, origin: Ticket, target: Ticket, text: str
) -> HttpResponse:
    place = f"{page_of(target)}#message-{message.pk}"
    if not is_htmx(request):
        return HttpResponseRedirect(place)
    if "back" in request.GET:
        return HttpResponse(status=204, headers={"HX-Redirect": place, "HX-Refresh": "true"})
    undo = reverse("tickets:placement", args=[target.pk, message.pk]) + f"?to={origin.pk}&back=1"
    context = {"text": text, "place": place, "undo": undo, "target": target}
    return render(request, "tickets/_moved.html", context)
