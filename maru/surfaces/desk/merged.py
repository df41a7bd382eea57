"""The page of a ticket that was merged: it leads to where its messages stand."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from maru.kit.live.ground import standing
from maru.kit.live.seam import feed
from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.roles import Power
from maru.support.tickets.models import Merger, Message, Ticket
from maru.support.tickets.telling import told
from maru.support.tickets.views.asking import member_of, page_of
from maru.surfaces.desk.inbox_views import VIEWS
from maru.surfaces.desk.list_pane import list_behind, list_pane

EVENTS = 300  # the newest
_SAVED = re.compile(r"[0-9]{1,18}", re.ASCII)  # the number of a saved view


def went(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Go where its messages stand; with ?itself=1, and to whoever may not see that, show what is
    left: its own history, and the way back."""
    live_after = standing(feed())  # before anything is read: what comes later is told
    member, into = member_of(request), ticket.survivor()
    is_seen = Ticket.objects.visible_to(member).filter(pk=into.pk).exists()
    if is_seen and "itself" not in request.GET:
        return _there(request, ticket, into)
    events = list(Event.of(ticket).order_by("-id")[:EVENTS])[::-1]
    merger = Merger.objects.standing().filter(ticket=ticket).select_related("by").first()
    context = {
        **list_pane(list_behind(request.GET, member), member),
        "ticket": ticket,
        "merger": merger,
        "into": into if is_seen else None,
        "history": told(events),
        "may_change": member.can(Power.CHANGE) and is_seen,
        "current_number": into.pk,
        "live_after": live_after,
    }
    AccessRecord.note(
        request, "ticket", by=member, customers=[ticket.requester_id], subject_id=ticket.pk
    )
    customers = [row.requester_id for row in context["rows"]]
    AccessRecord.note(request, "list", by=member, customers=customers)
    return render(request, "desk/merged.html", context)


def _there(request: HttpRequest, ticket: Ticket, into: Ticket) -> HttpResponse:
    words = _("#%(one)s was merged into this ticket.")
    messages.info(request, words % {"one": ticket.pk})
    view = request.GET.get("view", "")
    first = Message.objects.filter(ticket=into, home__in=ticket.with_merged()).once().first()
    query = f"?view={view}" if view in VIEWS or _SAVED.fullmatch(view) else ""
    place = f"#message-{first.pk}" if first else ""
    return HttpResponseRedirect(f"{page_of(into)}{query}{place}")
