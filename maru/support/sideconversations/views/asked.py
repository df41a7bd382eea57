"""What one is asked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maru.kit.live.ground import standing
from maru.kit.live.seam import feed
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import signed_in
from maru.support.sideconversations.asked import asked_of
from maru.support.tickets.views.asking import member_of


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
