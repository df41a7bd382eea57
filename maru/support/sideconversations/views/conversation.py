"""One side conversation: what is said in it, being written, taken back and done."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maru.kit.live.ground import standing
from maru.kit.live.seam import feed
from maru.kit.refusing.refusal import Refusal
from maru.records.channels.dispatch import send_again
from maru.staff.members.access import needs, signed_in
from maru.staff.members.roles import Power
from maru.support.sideconversations import showing
from maru.support.sideconversations.filling import filled_for
from maru.support.sideconversations.forms import SideWritingForm, written_so_far
from maru.support.sideconversations.models import SideConversation, SideDraft, SideMessage
from maru.support.sideconversations.taking_back import take_back
from maru.support.sideconversations.telling import read_by
from maru.support.sideconversations.views.answering import (
    asked_to_begin,
    note_reading,
    refused,
    shown,
    side_of,
)
from maru.support.sideconversations.views.writing import files_of, words_of
from maru.support.sideconversations.writing import write
from maru.support.tickets.along import along
from maru.support.tickets.composing import Unreachable
from maru.support.tickets.habits.habits import Habits
from maru.support.tickets.models import Ticket
from maru.support.tickets.pending_file import UnknownFile
from maru.support.tickets.views.asking import first_error, is_undone, member_of, said


@signed_in
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows one, on a page of its own or beside its ticket; POST says something in it."""
    side = side_of(request, pk)
    if request.method == "POST":
        return _write(request, side)
    return shown(request, side)


@signed_in
@require_safe
def messages(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is said in it once more, after something happened."""
    side, member = side_of(request, pk), member_of(request)
    note_reading(request, side)
    read_by(member, side)
    context = {
        **showing.conversation(side, member),
        "live_after": standing(feed()),
    }
    return render(request, "sideconversations/_messages_anew.html", context)


@needs(Power.NOTE)
@require_http_methods(["POST", "DELETE"])
def sending(request: HttpRequest, pk: int, message: int) -> HttpResponse:
    """POST sends one's mail once more where that failed; DELETE takes it back before it left."""
    side, member = side_of(request, pk), member_of(request)
    row = get_object_or_404(SideMessage, conversation=side, pk=message)
    row.conversation = side
    if is_undone(request):
        if row.member != member:
            raise Http404
        try:
            begun = take_back(row, by=member)
        except Refusal as why:
            return refused(request, side, why.words, status=why.status)
        if begun.conversation_id is None:
            return asked_to_begin(request, begun.ticket)
        return shown(request, side_of(request, pk))
    if row.delivery is None or not (row.member == member or member.can(Power.RESCUE)):
        raise Http404
    if not send_again(row.delivery, by=member):
        return refused(request, side, _("It is already on its way."))
    return shown(request, side)


@needs(Power.NOTE)
@require_http_methods(["PUT", "POST", "DELETE"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """PUT keeps what is being written, DELETE forgets it."""
    side, fields = side_of(request, pk), said(request)
    gone = request.method == "DELETE"
    words = written_so_far(
        *(("", "") if gone else (fields.get("text", ""), fields.get("html", "")))
    )
    SideDraft.keep(member_of(request), words, ticket=side.ticket, conversation=side)
    return HttpResponse(status=204)


@needs(Power.NOTE)
@require_http_methods(["POST", "DELETE"])
def closure(request: HttpRequest, pk: int) -> HttpResponse:
    """POST says that it is done, DELETE that it is not."""
    side, member = side_of(request, pk), member_of(request)
    if is_undone(request):
        side.reopen(by=member)
    else:
        side.close(by=member)
    return shown(request, side)


def _write(request: HttpRequest, side: SideConversation) -> HttpResponse:
    member = member_of(request)
    if not member.can(Power.NOTE):
        raise PermissionDenied
    seen = Ticket.objects.visible_to(member).filter(pk=side.ticket_id).exists()
    form = SideWritingForm(request.POST, request.FILES, ticket=side.ticket if seen else None)
    if not form.is_valid():
        return refused(request, side, first_error(form))
    fields = form.cleaned_data
    try:
        with transaction.atomic():
            said = filled_for(fields["said"], side.ticket, member)
            write(
                side, said, by=member, files=files_of(fields, member), seen=fields["seen"],
                wait=Habits.of(member).pause,
            )  # fmt: skip
            if seen:
                along(side.ticket, member, request.POST).count()
            SideDraft.objects.filter(member=member, conversation=side).delete()
    except (Refusal, Unreachable, UnknownFile, ValidationError, OSError) as why:
        status = why.status if isinstance(why, Refusal) else 422
        return refused(request, side, words_of(why), status=status)
    return shown(request, side)
