"""The page of one ticket: list, conversation, customer."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maru.staff.journal.access import Reading
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import signed_in
from maru.support.tickets import conversation, showing
from maru.support.tickets.habits.habits import Habits
from maru.support.tickets.scheduling.showing import scheduled_answers
from maru.support.tickets.timeline.unread import news_since
from maru.support.tickets.views.asking import member_of, ticket_of
from maru.surfaces.desk.ahead import may_fetch_ahead
from maru.surfaces.desk.list_pane import list_behind, list_pane
from maru.surfaces.desk.merged import went
from maru.surfaces.desk.next_ticket import came_from
from maru.surfaces.desk.settled import look


@signed_in
@require_safe
def beside(request: HttpRequest, number: int) -> HttpResponse:
    """Show the rows of the list beside a ticket once more, after something happened."""
    seen, last = look(request)
    ticket, member = ticket_of(request, number), member_of(request)
    behind = list_behind(request.GET, member)
    context = {
        **list_pane(behind, member, seen=last),
        "current_number": ticket.pk,
        "live_after": seen,
    }
    AccessRecord.note(
        request, "list", by=member, customers=[row.requester_id for row in context["rows"]]
    )
    return render(request, "desk/_list_beside.html", context)


@signed_in
@require_safe
@may_fetch_ahead
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show the newest 50 messages of a ticket, or all that is new, with all to go on with it."""
    live_after, last = look(request)
    ticket, member = ticket_of(request, number), member_of(request)
    if ticket.merged_into_id:
        return went(request, ticket)
    # Each is asked for twice below.
    prefetch_related_objects(
        [ticket], "participants", "followers", "tags", "requester__contact_points"
    )
    news = news_since(ticket, member)
    talk = conversation.latest(ticket, reaching=news.first)
    behind = list_behind(request.GET, member)
    context: dict[str, Any] = {
        **list_pane(behind, member, seen=last),
        "came_from": came_from(request, behind, ticket),
        **showing.header(ticket, member),
        **showing.thread(talk, ticket, member),
        **scheduled_answers(ticket, member),
        **showing.composer(ticket, member, shown=talk.last),
        **showing.panel(ticket, member),
        "news": news,
        "open_changes": Habits.of(member).open_changes,
        "current_number": ticket.pk,
        "live_after": live_after,
    }
    writers = [item.message.customer_id for item in talk.items]
    AccessRecord.note_all(
        request,
        Reading("ticket", [ticket.requester_id, *writers], ticket.pk),
        Reading("list", [row.requester_id for row in context["rows"]]),
        by=member,
    )
    return render(request, "desk/ticket.html", context)
