"""How the conversation is shown to whoever reads it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from maru.staff.members.access import signed_in
from maru.support.tickets.habits.habits import Habits
from maru.support.tickets.views.asking import is_htmx, is_undone, member_of, page_of, ticket_of


@signed_in
@require_http_methods(["POST", "DELETE"])
def changes(request: HttpRequest, number: int) -> HttpResponse:
    """POST shows the reader every change from now on, in all tickets; DELETE folds them again."""
    ticket, member = ticket_of(request, number), member_of(request)
    Habits.of(member).choose(open_changes=not is_undone(request))
    return HttpResponse(status=204) if is_htmx(request) else HttpResponseRedirect(page_of(ticket))
