"""Who takes part."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from maru.kit.refusing.refusal import Refusal
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.sideconversations.forms import ToForm
from maru.support.sideconversations.inviting import invite, invited_in, take_out
from maru.support.sideconversations.models import SideConversation, SideParticipant
from maru.support.sideconversations.views.answering import gone_to, refused, shown, side_of
from maru.support.sideconversations.views.writing import only_colleagues
from maru.support.tickets.views.asking import first_error, member_of


@needs(Power.NOTE)
@require_POST
def participants(request: HttpRequest, pk: int) -> HttpResponse:
    """Let further people take part."""
    side, member, form = side_of(request, pk), member_of(request), ToForm(request.POST)
    if not form.is_valid():
        return refused(request, side, first_error(form))
    try:
        invite(side, invited_in(form.cleaned_data["to"], side.ticket, member), by=member)
    except Refusal as why:
        return refused(request, side, why.words, status=why.status)
    except PermissionDenied:
        return refused(request, side, only_colleagues())
    return shown(request, side)


@needs(Power.NOTE)
@require_http_methods(["POST", "DELETE"])
def participant(request: HttpRequest, pk: int, one: int) -> HttpResponse:
    """DELETE takes somebody out."""
    side, member = side_of(request, pk), member_of(request)
    row = get_object_or_404(SideParticipant, conversation=side, pk=one)
    row.conversation = side
    try:
        take_out(row, by=member)
    except PermissionDenied:
        return refused(request, side, only_colleagues())
    if not SideConversation.objects.visible_to(member).filter(pk=pk).exists():
        return gone_to(request, reverse("sideconversations:asked"))  # who took themselves out
    return shown(request, side)
