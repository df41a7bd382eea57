"""Where a ticket says something."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import signed_in
from maru.support.tickets.timeline.finding import find
from maru.support.tickets.views.asking import member_of, ticket_of

LONGEST = 200  # characters


@signed_in
@require_safe
def found(request: HttpRequest, number: int) -> JsonResponse:
    """Tell the open page where ?q= stands in its ticket, in parts too that it does not show yet."""
    ticket, member = ticket_of(request, number), member_of(request)
    hits = find(ticket, request.GET.get("q", "")[:LONGEST], member)
    AccessRecord.note(
        request, "ticket", by=member, customers=[ticket.requester_id], subject_id=number
    )
    told = [{"place": hit.place, "reaching": hit.reaching, "words": hit.words} for hit in hits]
    return JsonResponse({"found": told})
