"""A mail that was passed on: who wrote it becomes the customer of the ticket."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.tickets import showing
from maru.support.tickets.conversation import Between, Conversation
from maru.support.tickets.views.asking import (
    is_htmx,
    is_undone,
    member_of,
    message_of,
    page_of,
    ticket_of,
)


@needs(Power.CHANGE)
@require_http_methods(["POST", "DELETE"])
def original_sender(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """POST makes the original sender the requester, DELETE takes it back."""
    ticket, message, member = (
        ticket_of(request, number),
        message_of(request, number, pk),
        member_of(request),
    )
    if not message.original_address:
        raise Http404
    if is_undone(request):
        ticket.give_back_from_original_sender(message, by=member)
        toast = _("The customer is who it was before.")
    else:
        ticket.give_to_original_sender(message, by=member)
        toast = _("The original sender is the customer now. Nothing was sent to them.")
    if not is_htmx(request):
        return HttpResponseRedirect(f"{page_of(ticket)}#message-{pk}")
    ticket = ticket_of(request, number)
    AccessRecord.note(
        request, "ticket", by=member, customers=[ticket.requester_id], subject_id=number
    )
    context = {
        **showing.header(ticket, member),
        **showing.panel(ticket, member),
        **showing.recipients(ticket, member),
        **showing.thread(Conversation([], Between()), ticket, member),
        "message": message,
        "toast_text": toast,
        "toast_undo": "" if is_undone(request) else request.path,
    }
    return render(request, "tickets/_original_sender_changed.html", context)
