"""A member's own work is done in its ticket or on the page of their day: both are answered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from maru.support.tickets.models import Ticket

CHANGED = "maru:own-work"  # the event by which parts of a page look again


def back_from(request: HttpRequest, ticket: Ticket, place: str) -> str:
    """Return where a form without scripts leads: to where it stands."""
    if "my_day" in request.POST:
        return reverse("desk:my_day")
    return f"{reverse('desk:ticket', args=[ticket.pk])}#{place}"


def tell_page(request: HttpRequest, response: HttpResponse, part: str) -> HttpResponse:
    """Have the page look again, unless it asked for the part that ``response`` is."""
    if request.headers.get("HX-Target") != part:
        response["HX-Trigger"] = CHANGED
    return response
