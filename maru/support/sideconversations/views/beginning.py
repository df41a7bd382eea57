"""The side conversations of a ticket, and beginning one."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from maru.kit.refusing.refusal import Refusal
from maru.staff.members.access import needs, signed_in
from maru.staff.members.roles import Power
from maru.support.sideconversations import showing
from maru.support.sideconversations.filling import filled_for
from maru.support.sideconversations.forms import SideStartForm, written_so_far
from maru.support.sideconversations.inviting import invited_in, suggestions
from maru.support.sideconversations.models import SideDraft
from maru.support.sideconversations.quoting import newest_of, quoted
from maru.support.sideconversations.views.answering import asked_to_begin, shown, side_of
from maru.support.sideconversations.views.writing import files_of, only_colleagues, words_of
from maru.support.sideconversations.writing import start
from maru.support.tickets.along import along
from maru.support.tickets.composing import Unreachable
from maru.support.tickets.habits.habits import Habits
from maru.support.tickets.models import Ticket
from maru.support.tickets.pending_file import UnknownFile
from maru.support.tickets.views.asking import first_error, is_htmx, member_of, said, ticket_of


@signed_in
@require_http_methods(["GET", "POST"])
def of_ticket(request: HttpRequest, number: int) -> HttpResponse:
    """GET shows those of a ticket once more; POST begins one."""
    ticket, member = ticket_of(request, number), member_of(request)
    if request.method == "POST":
        return _start(request, ticket)
    if not is_htmx(request):
        return HttpResponseRedirect(f"{reverse('desk:ticket', args=[number])}#panel-side")
    return render(request, "sideconversations/_list.html", showing.of_ticket(ticket, member))


@needs(Power.NOTE)
@require_safe
def new(request: HttpRequest, number: int) -> HttpResponse:
    """Ask whom to ask, and what."""
    ticket = ticket_of(request, number)
    return asked_to_begin(request, ticket)


@needs(Power.NOTE)
@require_http_methods(["PUT", "POST", "DELETE"])
def beginning(request: HttpRequest, number: int) -> HttpResponse:
    """PUT keeps what is being written to begin one, DELETE forgets it."""
    ticket, fields = ticket_of(request, number), said(request)
    gone = request.method == "DELETE"
    words = written_so_far(
        *(("", "") if gone else (fields.get("text", ""), fields.get("html", "")))
    )
    to = "" if gone else fields.get("to", "")
    SideDraft.keep(
        member_of(request), words, ticket=ticket, to=to, subject=fields.get("subject", "")
    )
    return HttpResponse(status=204)


@needs(Power.NOTE)
@require_safe
def people(request: HttpRequest, number: int) -> HttpResponse:
    """Say who may be asked beside this ticket."""
    ticket, member = ticket_of(request, number), member_of(request)
    return JsonResponse({"entries": suggestions(ticket, member)})


def _start(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    member = member_of(request)
    if not member.can(Power.NOTE):
        raise PermissionDenied
    form = SideStartForm(request.POST, request.FILES, ticket=ticket)
    if not form.is_valid():
        return asked_to_begin(request, ticket, problem=first_error(form))
    fields = form.cleaned_data
    try:
        invited = invited_in(fields["to"], ticket, member)
        words = filled_for(fields["said"], ticket, member)  # not what the customer wrote
        if fields["quoting"]:
            words = quoted(words, newest_of(ticket), ticket.brand.language)
        with transaction.atomic():
            side = start(
                ticket, invited, fields["subject"], words, by=member,
                files=files_of(fields, member), holds_ticket=fields["holding"],
                wait=Habits.of(member).pause,
            )  # fmt: skip
            along(ticket, member, request.POST).count()
            SideDraft.objects.filter(member=member, ticket=ticket, conversation=None).delete()
    except PermissionDenied:
        return asked_to_begin(request, ticket, problem=only_colleagues())
    except (Refusal, Unreachable, UnknownFile, ValidationError, OSError) as why:
        return asked_to_begin(request, ticket, problem=words_of(why))
    return shown(request, side_of(request, side.pk), is_new=True)
