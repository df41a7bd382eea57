from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.tickets.mentioning.showing import mentionable
from maru.support.tickets.views.asking import member_of, ticket_of


@needs(Power.NOTE)
@require_safe
def mentions(request: HttpRequest, number: int) -> HttpResponse:
    """Say whom a note on this ticket may name."""
    ticket, member = ticket_of(request, number), member_of(request)
    return JsonResponse({"entries": mentionable(ticket, member)})
