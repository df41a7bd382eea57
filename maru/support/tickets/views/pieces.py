"""A mail that came in pieces: how it goes with it, and trying again what failed."""

from __future__ import annotations

from django.contrib import messages as toasts
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs, signed_in
from maru.staff.members.roles import Power
from maru.support.tickets import showing
from maru.support.tickets.conversation import all_pieces
from maru.support.tickets.models import Message
from maru.support.tickets.pieces import join_again
from maru.support.tickets.views.asking import (
    is_htmx,
    member_of,
    message_of,
    page_of,
    ticket_of,
)


@signed_in
@require_safe
def pieces(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Show the pieces that belong with this one; 204 while their state is still ?shown=."""
    return _shown(request, message_of(request, number, pk), request.GET.get("shown", ""))


@needs(Power.RESCUE)
@require_POST
def joining(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Try again to put together, or to open, the mail that this piece is of."""
    message = message_of(request, number, pk)
    changed = join_again(message, by=member_of(request))
    if not is_htmx(request):
        if not changed:
            toasts.info(request, _("Nothing about it has failed any more."))
        return HttpResponseRedirect(f"{page_of(message.ticket)}#message-{pk}")
    return _shown(request, message, "")


def _shown(request: HttpRequest, message: Message, state: str) -> HttpResponse:
    ticket, member = ticket_of(request, message.ticket_id), member_of(request)
    context = showing.messages(ticket, member, all_pieces(ticket, message))
    piece = context["pieces"].get(message.pk)
    if piece is None:
        raise Http404
    if piece.of.is_under_way and state == piece.state:
        return HttpResponse(status=204)
    AccessRecord.note(
        request, "ticket", by=member, customers=[ticket.requester_id], subject_id=ticket.pk
    )
    return render(request, "tickets/_pieces.html", {**context, "pieced": piece.of})
