"""An answer on its way: sent once more where that failed, or taken back before it left."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maru.records.channels.dispatch import send_again
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets import files, showing
from maru.support.tickets.conversation import Between, Conversation
from maru.support.tickets.files import NewFile
from maru.support.tickets.forms import FilesField, mode_among
from maru.support.tickets.models import Draft, Message, PendingFile, Ticket
from maru.support.tickets.onward import back_to, is_from_elsewhere
from maru.support.tickets.taking_back import TooLate
from maru.support.tickets.views.asking import (
    is_htmx,
    is_undone,
    member_of,
    message_of,
    page_of,
    refused,
    ticket_of,
)
from maru.support.tickets.views.draft import DIRECTIONS, written_in
from maru.support.tickets.views.messages import anew


@needs(Power.REPLY)
@require_http_methods(["POST", "DELETE"])
def sending(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """POST sends an answer once more: one's own, or anybody's with the power. Same Message-ID.

    DELETE takes one's own back before it has left.
    """
    message, member = message_of(request, number, pk), member_of(request)
    if message.delivery is None:
        raise Http404
    if is_undone(request):
        return _taken_back(request, message, member)
    if not (message.member == member or member.can(Power.RESCUE)):
        raise Http404
    if not send_again(message.delivery, by=member):
        return refused(request, message.ticket, _("It is already on its way."))
    if not is_htmx(request):
        return HttpResponseRedirect(f"{page_of(message.ticket)}#message-{pk}")
    message.delivery.refresh_from_db()
    context = showing.thread(Conversation([], Between()), message.ticket, member)
    return render(request, "tickets/_delivery.html", {**context, "message": message})


def _taken_back(request: HttpRequest, message: Message, member: Member) -> HttpResponse:
    if message.member != member:
        raise Http404
    begun, problem = _begun_files(request)
    try:
        with transaction.atomic():
            _keep_what_was_begun(request, message.ticket, member)
            draft = message.ticket.take_back(message, by=member)
            PendingFile.hang_on(draft, begun)
    except TooLate as late:
        return refused(request, message.ticket, late.words, status=late.status)
    if is_from_elsewhere(request):
        return back_to(request, draft.ticket)
    if not is_htmx(request):
        return HttpResponseRedirect(f"{page_of(draft.ticket)}#composer")
    ticket = ticket_of(request, draft.ticket_id)
    context = anew(ticket, member)
    composer = showing.composer(ticket, member, shown=context["shown"])
    context |= {**composer, "composer_problem": problem, "is_taken_back": True}
    return render(request, "tickets/_taken_back.html", context)


def _begun_files(request: HttpRequest) -> tuple[list[NewFile], str]:
    """Keep what was chosen in the composer since; else return why it could not be.

    That is no reason to send what was to be taken back.
    """
    try:
        return files.keep(FilesField(required=False).clean(request.FILES.getlist("attached"))), ""
    except ValidationError as unfit:
        return [], str(unfit.messages[0])
    except OSError:
        return [], _("The files could not be kept: the disk is full or broken.")


def _keep_what_was_begun(request: HttpRequest, ticket: Ticket, member: Member) -> None:
    """The page may hold more than its last draft."""
    words = written_in(request.POST)
    if words:
        mode = mode_among(request.POST.getlist("mode"))
        Draft.keep(ticket, member, words, DIRECTIONS.get(mode, DIRECTIONS["reply"]))
