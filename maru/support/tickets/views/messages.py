"""The conversation: reading further back, and what is new."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import signed_in
from maru.staff.members.models import Member
from maru.support.tickets import conversation, showing
from maru.support.tickets.models import Attachment, Message, Ticket
from maru.support.tickets.views.asking import member_of, number_in, page_of, ticket_of
from maru.support.tickets.views.writing import write

WAITING_AT_ONCE = 50  # files of one page
SENT_LATELY = 5  # answers whose sending may still be under way on an open page


@signed_in
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest, number: int) -> HttpResponse:
    """GET shows the messages before ?before=, at least as far back as ?reaching=, or what is new
    after ?shown=; POST writes."""
    ticket = ticket_of(request, number)
    if request.method == "POST":
        return write(request, ticket)
    earlier = number_in(request.GET.get("before", ""))
    shown = number_in(request.GET.get("shown", ""))
    if not earlier and "shown" not in request.GET:
        return HttpResponseRedirect(page_of(ticket))
    AccessRecord.note(
        request,
        "ticket",
        by=member_of(request),
        customers=[ticket.requester_id],
        subject_id=number,
    )
    return _earlier(request, ticket, earlier) if earlier else _news(request, ticket, shown)


def _earlier(request: HttpRequest, ticket: Ticket, before: int) -> HttpResponse:
    first = get_object_or_404(Message, ticket=ticket, pk=before)
    reaching = number_in(request.GET.get("reaching", ""))
    talk = conversation.before(ticket, first, reaching=reaching)
    context = showing.thread(talk, ticket, member_of(request))
    return render(request, "tickets/_earlier.html", context)


def _news(request: HttpRequest, ticket: Ticket, shown: int) -> HttpResponse:
    """Show what happened since; ``seen`` stays, so that the server asks before it sends (D8).

    After a merger, or the end of one, or when an answer was taken back, messages from before have
    come or gone: the whole is shown.
    """
    if ticket.joined_id > shown or _is_one_gone(request, ticket):
        return render(request, "tickets/_anew.html", anew(ticket, member_of(request)))
    member, talk = member_of(request), conversation.after(ticket, shown)
    ours = ticket.messages.exclude(delivery=None).select_related("delivery", "member")
    context = {
        **showing.news(talk, ticket, member),
        **showing.header(ticket, member),
        "shown": talk.last or shown,
        "settled": _settled(request, ticket),
        "sent_lately": ours.filter(pk__lte=shown).order_by("-id")[:SENT_LATELY],
    }
    return render(request, "tickets/_news.html", context)


def _is_one_gone(request: HttpRequest, ticket: Ticket) -> bool:
    """Return whether an answer that the page shows as being sent stands here no more."""
    shown = {number_in(each) for each in request.GET.getlist("sending")[:WAITING_AT_ONCE]}
    return bool(shown) and ticket.messages.filter(pk__in=shown).count() < len(shown)


def anew(ticket: Ticket, member: Member) -> dict[str, Any]:
    """For tickets/_anew.html."""
    talk = conversation.latest(ticket)
    return {
        **showing.thread(talk, ticket, member),
        **showing.header(ticket, member),
        **showing.panel(ticket, member),
        "shown": talk.last,
    }


def _settled(request: HttpRequest, ticket: Ticket) -> list[Attachment]:
    """Return those files that the page shows as waiting for the scanner, and that no longer do."""
    keys = request.GET.getlist("waiting")[:WAITING_AT_ONCE]
    if not keys:
        return []
    files = Attachment.objects.visible_to(member_of(request)).filter(message__ticket=ticket)
    return [file for file in files.filter(key__in=keys) if not file.is_waiting]
