"""Side conversations: those of a ticket, one of them, what is said in it, who takes part."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages as toasts
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.kit.live.ground import standing
from maru.kit.live.seam import feed
from maru.kit.refusing.refusal import Refusal
from maru.records.channels.dispatch import send_again
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs, signed_in
from maru.staff.members.roles import Power
from maru.support.sideconversations import showing
from maru.support.sideconversations.asked import asked_of
from maru.support.sideconversations.forms import (
    SideStartForm,
    SideWritingForm,
    ToForm,
    written_so_far,
)
from maru.support.sideconversations.inviting import (
    invite,
    invited_in,
    suggestions,
    take_out,
)
from maru.support.sideconversations.models import (
    SideConversation,
    SideDraft,
    SideMessage,
    SideParticipant,
)
from maru.support.sideconversations.quoting import newest_of, quoted
from maru.support.sideconversations.taking_back import take_back
from maru.support.sideconversations.telling import read_by
from maru.support.sideconversations.writing import start, write
from maru.support.tickets.composing import Unreachable
from maru.support.tickets.files import NewFile, keep
from maru.support.tickets.forms import must_fit
from maru.support.tickets.habits.habits import Habits
from maru.support.tickets.models import Attachment, PendingFile, Ticket
from maru.support.tickets.pending_file import UnknownFile
from maru.support.tickets.views.asking import (
    first_error,
    is_htmx,
    is_undone,
    member_of,
    said,
    ticket_of,
)


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
    return _asked_to_begin(request, ticket)


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


@signed_in
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Show what one is asked: what is open, or with ?done=1 what is done."""
    live_after = standing(feed())
    is_done = "done" in request.GET
    context = {
        **asked_of(member_of(request), is_done=is_done),
        "is_done": is_done,
        "live_after": live_after,
    }
    AccessRecord.note(
        request, "list", by=member_of(request),
        customers={ticket.requester_id for ticket in context["tickets"]},
    )  # fmt: skip
    is_part = "X-Maru-Live" in request.headers
    return render(request, f"sideconversations/{'_' * is_part}asked.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows one, on a page of its own or beside its ticket; POST says something in it."""
    side = _side(request, pk)
    if request.method == "POST":
        return _write(request, side)
    return _shown(request, side)


@signed_in
@require_safe
def messages(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is said in it once more, after something happened."""
    side, member = _side(request, pk), member_of(request)
    _note_reading(request, side)
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
    side, member = _side(request, pk), member_of(request)
    row = get_object_or_404(SideMessage, conversation=side, pk=message)
    row.conversation = side
    if is_undone(request):
        if row.member != member:
            raise Http404
        try:
            begun = take_back(row, by=member)
        except Refusal as why:
            return _refused(request, side, why.words, status=why.status)
        if begun.conversation_id is None:
            return _asked_to_begin(request, begun.ticket)
        return _shown(request, _side(request, pk))
    if row.delivery is None or not (row.member == member or member.can(Power.RESCUE)):
        raise Http404
    if not send_again(row.delivery, by=member):
        return _refused(request, side, _("It is already on its way."))
    return _shown(request, side)


@needs(Power.NOTE)
@require_http_methods(["PUT", "POST", "DELETE"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """PUT keeps what is being written, DELETE forgets it."""
    side, fields = _side(request, pk), said(request)
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
    side, member = _side(request, pk), member_of(request)
    if is_undone(request):
        side.reopen(by=member)
    else:
        side.close(by=member)
    return _shown(request, side)


@needs(Power.NOTE)
@require_POST
def participants(request: HttpRequest, pk: int) -> HttpResponse:
    """Let further people take part."""
    side, member, form = _side(request, pk), member_of(request), ToForm(request.POST)
    if not form.is_valid():
        return _refused(request, side, first_error(form))
    try:
        invite(side, invited_in(form.cleaned_data["to"], side.ticket, member), by=member)
    except Refusal as why:
        return _refused(request, side, why.words, status=why.status)
    except PermissionDenied:
        return _refused(request, side, _only_colleagues())
    return _shown(request, side)


@needs(Power.NOTE)
@require_http_methods(["POST", "DELETE"])
def participant(request: HttpRequest, pk: int, one: int) -> HttpResponse:
    """DELETE takes somebody out."""
    side, member = _side(request, pk), member_of(request)
    row = get_object_or_404(SideParticipant, conversation=side, pk=one)
    row.conversation = side
    try:
        take_out(row, by=member)
    except PermissionDenied:
        return _refused(request, side, _only_colleagues())
    if not SideConversation.objects.visible_to(member).filter(pk=pk).exists():
        return _gone_to(request, reverse("sideconversations:asked"))  # who took themselves out
    return _shown(request, side)


def _side(request: HttpRequest, pk: int) -> SideConversation:
    rows = SideConversation.objects.visible_to(member_of(request))
    related = ("ticket__brand__calendar", "ticket__team", "ticket__requester", "ticket__channel",
               "started_by", "done_by")  # fmt: skip
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _start(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    member = member_of(request)
    if not member.can(Power.NOTE):
        raise PermissionDenied
    form = SideStartForm(request.POST, request.FILES, ticket=ticket)
    if not form.is_valid():
        return _asked_to_begin(request, ticket, problem=first_error(form))
    fields = form.cleaned_data
    try:
        invited = invited_in(fields["to"], ticket, member)
        words = fields["said"]
        if fields["quoting"]:
            words = quoted(words, newest_of(ticket), ticket.brand.language)
        with transaction.atomic():
            side = start(
                ticket, invited, fields["subject"], words, by=member,
                files=_files(fields, member), holds_ticket=fields["holding"],
                wait=Habits.of(member).pause,
            )  # fmt: skip
            SideDraft.objects.filter(member=member, ticket=ticket, conversation=None).delete()
    except PermissionDenied:
        return _asked_to_begin(request, ticket, problem=_only_colleagues())
    except (Refusal, Unreachable, UnknownFile, ValidationError, OSError) as why:
        return _asked_to_begin(request, ticket, problem=_words_of(why))
    return _shown(request, _side(request, side.pk), is_new=True)


def _write(request: HttpRequest, side: SideConversation) -> HttpResponse:
    member = member_of(request)
    if not member.can(Power.NOTE):
        raise PermissionDenied
    seen = Ticket.objects.visible_to(member).filter(pk=side.ticket_id).exists()
    form = SideWritingForm(request.POST, request.FILES, ticket=side.ticket if seen else None)
    if not form.is_valid():
        return _refused(request, side, first_error(form))
    fields = form.cleaned_data
    try:
        with transaction.atomic():
            write(
                side, fields["said"], by=member, files=_files(fields, member),
                seen=fields["seen"], wait=Habits.of(member).pause,
            )  # fmt: skip
            SideDraft.objects.filter(member=member, conversation=side).delete()
    except (Refusal, Unreachable, UnknownFile, ValidationError, OSError) as why:
        status = why.status if isinstance(why, Refusal) else 422
        return _refused(request, side, _words_of(why), status=status)
    return _shown(request, side)


def _files(fields: dict[str, Any], member: Any) -> list[NewFile]:
    within = fields["said"].pictures
    pictures = PendingFile.take([], by=member, within=within) if within else []
    picked: list[Attachment] = fields["picked"]
    beside = [NewFile(f.name, f.content_type, f.size, f.sha256) for f in picked]
    files = [*pictures, *keep(fields["attached"]), *beside]
    must_fit(files)
    return files


def _words_of(why: Exception) -> str:
    if isinstance(why, Refusal):
        return why.words
    if isinstance(why, ValidationError):
        return str(why.messages[0])
    if isinstance(why, Unreachable):
        return _("This brand has no mailbox to write from. An administrator can add one in the "
                 "settings, Mail addresses.")  # fmt: skip
    if isinstance(why, UnknownFile):
        return _("A picture is not here any more. Put it in once more.")
    return _("The files could not be kept: the disk is full or broken.")


def _only_colleagues() -> str:
    return _("Your role asks colleagues; people outside are written to by others.")


def _refused(
    request: HttpRequest, side: SideConversation, words: str, *, status: int = 422
) -> HttpResponse:
    """Say what was wrong; what was typed is kept as the draft."""
    if request.method == "POST" and "text" in request.POST:
        text, html = request.POST.get("text", ""), request.POST.get("html", "")
        so_far = written_so_far(text, html)
        SideDraft.keep(member_of(request), so_far, ticket=side.ticket, conversation=side)
    if not is_htmx(request):
        toasts.error(request, words)
        return HttpResponseRedirect(reverse("sideconversations:show", args=[side.pk]))
    context = {**showing.conversation(side, member_of(request)), "live_after": standing(feed()),
               "in_drawer": _is_beside(request), "problem": words}  # fmt: skip
    if status == 409:  # the page still shows what it had seen: the next sending has seen it all
        return render(request, "sideconversations/_conversation.html", context, status=status)
    response = render(request, "sideconversations/_problem.html", context, status=status)
    response["HX-Retarget"], response["HX-Reswap"] = "#side-problem", "innerHTML"
    return response


def _is_beside(request: HttpRequest) -> bool:
    """Return whether it is shown beside its ticket, and not on a page of its own."""
    place = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return not (place.startswith("/side/") or place.endswith("/side/new/"))


def _gone_to(request: HttpRequest, address: str) -> HttpResponse:
    """Lead a page of its own to another one."""
    if not is_htmx(request):
        return HttpResponseRedirect(address)
    response = HttpResponse()
    response["HX-Redirect"] = address
    return response


def _shown(request: HttpRequest, side: SideConversation, *, is_new: bool = False) -> HttpResponse:
    live_after, member = standing(feed()), member_of(request)
    here = reverse("sideconversations:show", args=[side.pk])
    if not is_htmx(request) and request.method != "GET":
        return HttpResponseRedirect(here)
    if is_new and not _is_beside(request):
        return _gone_to(request, here)
    _note_reading(request, side)
    read_by(member, side)
    context = {**showing.conversation(side, member), "live_after": live_after,
               "in_drawer": is_htmx(request) and _is_beside(request)}  # fmt: skip
    if not is_htmx(request):
        return render(request, "sideconversations/show.html", context)
    if context["in_drawer"] and request.method != "GET":
        context |= showing.of_ticket(side.ticket, member)
    is_drawer = request.method == "GET" or is_new
    part = "_drawer" if is_drawer else "_changed"
    response = render(request, f"sideconversations/{part}.html", context)
    if is_new:
        response["HX-Retarget"], response["HX-Reswap"] = "#side-place", "innerHTML"
    return response


def _asked_to_begin(request: HttpRequest, ticket: Ticket, *, problem: str = "") -> HttpResponse:
    if request.method != "GET" and not problem and not _is_beside(request):
        return _gone_to(request, reverse("sideconversations:new", args=[ticket.pk]))
    context = {**showing.beginning(ticket, member_of(request)), "problem": problem}
    if problem:
        context["given"] = request.POST
    status = 422 if problem else 200
    if not is_htmx(request):
        return render(request, "sideconversations/new.html", context, status=status)
    if problem:
        response = render(request, "sideconversations/_problem.html", context, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#side-problem", "innerHTML"
        return response
    if request.method != "GET":  # what began one was taken back
        context |= showing.of_ticket(ticket, member_of(request))
    response = render(request, "sideconversations/_new_drawer.html", context)
    response["HX-Retarget"], response["HX-Reswap"] = "#side-place", "innerHTML"
    return response


def _note_reading(request: HttpRequest, side: SideConversation) -> None:
    AccessRecord.note(
        request, "ticket", by=member_of(request), subject_id=side.ticket_id,
        customers=[side.ticket.requester_id],
    )  # fmt: skip
