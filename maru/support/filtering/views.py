"""Blocking who wrote spam, from the ticket's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.filtering.blocked_sender import Unblockable
from maru.support.filtering.models import BlockedSender
from maru.support.tickets.models import Ticket
from maru.support.tickets.views.asking import changed, member_of, refused, ticket_of


@needs(Power.CHANGE)
@require_http_methods(["POST", "DELETE"])
def blocking(request: HttpRequest, number: int) -> HttpResponse:
    """POST blocks the address, or with what=domain the domain, of who wrote last; DELETE unblocks
    ?value=."""
    ticket = ticket_of(request, number)
    if request.method == "DELETE":
        return _unblocked(request, ticket)
    wrote = ticket.messages.filter(direction="in").exclude(from_address="").last()
    address = wrote.from_address.lower() if wrote else ""
    value = address.rpartition("@")[2] if request.POST.get("what") == "domain" else address
    try:
        blocked = BlockedSender.block(value, brand=ticket.brand, by=member_of(request))
    except Unblockable as error:
        return refused(request, ticket, str(error))
    words = _("%(value)s is blocked from now on.") % {"value": blocked.value}
    undo = f"{request.path}?{urlencode({'value': blocked.value})}"
    return changed(request, ticket, toast=words, undo=undo)


def _unblocked(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    theirs = BlockedSender.objects.filter(brand=ticket.brand)
    if blocked := theirs.filter(value=request.GET.get("value", "")).first():
        blocked.unblock(by=member_of(request))
    return changed(request, ticket, toast=_("Not blocked any more."))
