from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maru.records.channels.dispatch import send_again
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.tickets import showing
from maru.support.tickets.conversation import Conversation
from maru.support.tickets.views.asking import is_htmx, member_of, message_of, page_of, refused


@needs(Power.REPLY)
@require_POST
def sending(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Send an answer once more: one's own, or anybody's with the power. Same Message-ID."""
    message, member = message_of(request, number, pk), member_of(request)
    if message.delivery is None or not (message.member == member or member.can(Power.RESCUE)):
        raise Http404
    if not send_again(message.delivery, by=member):
        return refused(request, message.ticket, _("It is already on its way."))
    if not is_htmx(request):
        return HttpResponseRedirect(f"{page_of(message.ticket)}#message-{pk}")
    message.delivery.refresh_from_db()
    context = showing.thread(Conversation([], []), message.ticket, member)
    return render(request, "tickets/_delivery.html", {**context, "message": message})
