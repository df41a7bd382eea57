"""How views answer: in the drawer beside a ticket, or on a page of its own."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages as toasts
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from maru.kit.live.ground import standing
from maru.kit.live.seam import feed
from maru.staff.journal.models import AccessRecord
from maru.support.sideconversations import showing
from maru.support.sideconversations.forms import written_so_far
from maru.support.sideconversations.models import SideConversation, SideDraft
from maru.support.sideconversations.telling import read_by
from maru.support.tickets.models import Ticket
from maru.support.tickets.views.asking import is_htmx, member_of


def side_of(request: HttpRequest, pk: int) -> SideConversation:
    """Return the one of this number that who asks may see. Raises Http404."""
    rows = SideConversation.objects.visible_to(member_of(request))
    related = ("ticket__brand__calendar", "ticket__team", "ticket__requester", "ticket__channel",
               "started_by", "done_by")  # fmt: skip
    return get_object_or_404(rows.select_related(*related), pk=pk)


def shown(request: HttpRequest, side: SideConversation, *, is_new: bool = False) -> HttpResponse:
    """Show one as it stands now; ``is_new``: it was begun just now, and opens."""
    live_after, member = standing(feed()), member_of(request)
    here = reverse("sideconversations:show", args=[side.pk])
    if not is_htmx(request) and request.method != "GET":
        return HttpResponseRedirect(here)
    if is_new and not _is_beside(request):
        return gone_to(request, here)
    note_reading(request, side)
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


def asked_to_begin(request: HttpRequest, ticket: Ticket, *, problem: str = "") -> HttpResponse:
    """Show the form that begins one beside ``ticket``, or say why it could not be begun."""
    if request.method != "GET" and not problem and not _is_beside(request):
        return gone_to(request, reverse("sideconversations:new", args=[ticket.pk]))
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


def refused(
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


def gone_to(request: HttpRequest, address: str) -> HttpResponse:
    """Lead a page of its own to another one."""
    if not is_htmx(request):
        return HttpResponseRedirect(address)
    response = HttpResponse()
    response["HX-Redirect"] = address
    return response


def _is_beside(request: HttpRequest) -> bool:
    """Return whether it is shown beside its ticket, and not on a page of its own."""
    place = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return not (place.startswith("/side/") or place.endswith("/side/new/"))


def note_reading(request: HttpRequest, side: SideConversation) -> None:
    """Write down that who asks read of the ticket's customer."""
    AccessRecord.note(
        request, "ticket", by=member_of(request), subject_id=side.ticket_id,
        customers=[side.ticket.requester_id],
    )  # fmt: skip
