"""The clocks in the panel of a ticket."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maru.staff.members.access import signed_in
from maru.support.servicelevels.showing import panel
from maru.support.tickets.views.asking import ticket_of


@signed_in
@require_safe
def clocks(request: HttpRequest, number: int) -> HttpResponse:
    """Show them once more, after something happened."""
    return render(request, "servicelevels/_clocks.html", panel(ticket_of(request, number)))
