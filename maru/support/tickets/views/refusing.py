"""What a ticket refuses is said on its page: that it was merged meanwhile, that it cannot be solved
before something of it is known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from maru.support.tickets import showing
from maru.support.tickets.filling import Unfilled
from maru.support.tickets.merging.refused import Merged
from maru.support.tickets.models import Ticket
from maru.support.tickets.views.asking import is_htmx, member_of, refused


class TellRefusals:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Merged):
            return refused(request, error.ticket, error.words, status=error.status)
        return unfilled(request, error) if isinstance(error, Unfilled) else None


def unfilled(
    request: HttpRequest, error: Unfilled, *, place: str = "#ticket-problem"
) -> HttpResponse:
    """Say what is missing, and put the cursor where it is written."""
    ticket: Ticket = error.ticket
    if not is_htmx(request):
        return refused(request, ticket, error.words)
    context: dict[str, Any] = {
        **showing.powers(member_of(request)),
        **showing.fields_panel(ticket, error.missing),
        "text": error.words,
    }
    response = render(request, "tickets/_unfilled.html", context, status=error.status)
    response["HX-Retarget"], response["HX-Reswap"] = place, "innerHTML"
    return response
