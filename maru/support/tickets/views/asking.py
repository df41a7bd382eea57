"""What these views have in common: who asks, for which ticket, and how they are answered."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from maru.staff.members.access import LARGEST
from maru.staff.members.models import Member
from maru.support.tickets import conversation, showing
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.onward import back_to, is_from_elsewhere
from maru.support.tickets.rows import joined, page_columns


def member_of(request: HttpRequest) -> Member:
    return cast(Member, request.user)


def ticket_of(request: HttpRequest, number: int) -> Ticket:
    """Return the ticket if it exists for whoever asks, with what panels that come later know of
    it. Raises Http404. One query."""
    rows = Ticket.objects.visible_to(member_of(request))
    related = ("brand__calendar", "team", "assignee", "requester", "channel", "follow_up_of")
    rows = rows.select_related(*related, *joined()).annotate(**page_columns())
    return get_object_or_404(rows, pk=number)


def message_of(request: HttpRequest, number: int, pk: int) -> Message:
    """Return the message if it stands in a ticket that exists for whoever asks. Raises Http404."""
    rows = Message.objects.visible_to(member_of(request)).select_related("ticket__brand")
    return get_object_or_404(rows, pk=pk, ticket_id=number)


def is_htmx(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def is_undone(request: HttpRequest) -> bool:
    """Return whether this takes something back: DELETE, or a plain form that cannot say so."""
    return request.method == "DELETE" or "undo" in request.POST or "undo" in request.GET


def said(request: HttpRequest) -> QueryDict:
    """Return the fields of a request of any method; Django itself reads only POST's."""
    return request.POST if request.method == "POST" else QueryDict(request.body)


def number_in(given: str) -> int:
    """Return the number that ``given`` is, 0 for anything else; at most what an id can be."""
    if not (given.isascii() and given.isdecimal()):
        return 0
    return int(given) if len(given) < 19 else LARGEST


def page_of(ticket: Ticket) -> str:
    return reverse("desk:ticket", args=[ticket.pk])


def changed(
    request: HttpRequest, ticket: Ticket, *, toast: str = "", undo: str = "", redo: str = ""
) -> HttpResponse:
    """Answer a change of the ticket: its header, and out of band all else that shows it.

    The toast's way back is a DELETE of ``undo`` or a POST to ``redo``.
    """
    if is_from_elsewhere(request):
        return back_to(request, ticket)
    if not is_htmx(request):
        return HttpResponseRedirect(page_of(ticket))
    member = member_of(request)
    ticket = ticket_of(request, ticket.pk)
    last = number_in(request.POST.get("shown") or request.GET.get("shown") or "")
    context: dict[str, Any] = {
        **showing.header(ticket, member),
        **showing.panel(ticket, member),
        # Only a page that says what it shows gets it.
        "tail": conversation.after(ticket, last).tail if last else None,
        "has_tail": bool(last),
        "toast_text": toast,
        "toast_undo": undo,
        "toast_redo": redo,
    }
    return render(request, "tickets/_changed.html", context)


def refused(request: HttpRequest, ticket: Ticket, text: str, *, status: int = 422) -> HttpResponse:
    """Say in the page what was wrong; nothing of it changes."""
    if is_from_elsewhere(request):
        messages.error(request, text)
        return back_to(request, ticket)
    if not is_htmx(request):
        messages.error(request, text)
        return HttpResponseRedirect(page_of(ticket))
    response = render(request, "tickets/_refused.html", {"text": text}, status=status)
    response["HX-Retarget"], response["HX-Reswap"] = "#ticket-problem", "innerHTML"
    return response


def asked_before_done(request: HttpRequest, ticket: Ticket, left: list[str]) -> HttpResponse:
    """Say what is still open in the ticket, and let one go on by a second decision."""
    context = {"ticket": ticket, "left": left, "place": request.path}
    if not is_htmx(request):
        return render(request, "tickets/done_anyway.html", context, status=422)
    response = render(request, "tickets/_done_anyway.html", context, status=422)
    response["HX-Retarget"], response["HX-Reswap"] = "#ticket-problem", "innerHTML"
    return response


def first_error(form: Any) -> str:
    return str(next(iter(form.errors.values()))[0])
