from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.tickets.choices import Direction
from maru.support.tickets.forms import MAX_TEXT, mode_among
from maru.support.tickets.models import Draft
from maru.support.tickets.views.asking import member_of, said, ticket_of

DIRECTIONS = {"reply": Direction.TO_CUSTOMER, "note": Direction.INTERNAL}


@needs(Power.NOTE)
@require_http_methods(["PUT", "POST", "DELETE"])
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """PUT keeps what is being written, DELETE forgets it."""
    ticket, fields = ticket_of(request, number), said(request)
    text = "" if request.method == "DELETE" else fields.get("text", "")[:MAX_TEXT]
    direction = DIRECTIONS.get(mode_among(fields.getlist("mode")), Direction.TO_CUSTOMER)
    Draft.keep(ticket, member_of(request), text, direction)
    # What shows it goes; 204 would leave the page as it is.
    return HttpResponse() if "shown" in request.GET else HttpResponse(status=204)
