"""What one has seen of a ticket, and what is to be unread again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maru.staff.members.access import signed_in
from maru.support.tickets.reading.seen import put_back, see
from maru.support.tickets.views.asking import is_htmx, is_undone, member_of, number_in, ticket_of


@signed_in
@require_POST
def seen(request: HttpRequest, number: int) -> HttpResponse:
    """The open page says that its messages up to ``upto`` are in sight."""
    ticket = ticket_of(request, number)
    see(ticket.pk, member_of(request), number_in(request.POST.get("upto", "")))
    return HttpResponse(status=204)


@signed_in
@require_http_methods(["POST", "DELETE"])
def unread(request: HttpRequest, number: int) -> HttpResponse:
    """Make it unread for oneself, and go back to the list; undone, it is read without opening."""
    ticket, member = ticket_of(request, number), member_of(request)
    if is_undone(request):
        see(ticket.pk, member)
    else:
        put_back(ticket.pk, member)
    if is_htmx(request):
        return HttpResponse(status=204)
    if not is_undone(request):
        messages.success(request, _("#%(number)s is unread again.") % {"number": ticket.pk})
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("desk:inbox") + (f"?{query}" if query else ""))
