"""A mail from outside as it was designed, behind the same glass as a ticket's (S6)."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from maru.staff.journal.models import AccessRecord
from maru.staff.members.by_pass import by_pass
from maru.staff.members.models import Member
from maru.staff.members.passes import pass_to
from maru.support.sideconversations.models import SideMessage
from maru.support.tickets.views.files import fetched
from maru.support.tickets.views.glass import behind_glass


@by_pass()
@require_safe
@xframe_options_exempt
def frame(request: HttpRequest, member: Member, what: tuple[int, bool]) -> HttpResponse:
    """Show the mail's own HTML; if asked, also its pictures from outside, by our proxy."""
    pk, with_outside = what
    rows = SideMessage.objects.visible_to(member).select_related("conversation__ticket")
    message = get_object_or_404(rows, pk=pk)
    if not message.is_designed:
        raise Http404
    ticket = message.conversation.ticket
    AccessRecord.note(
        request, "ticket", by=member, subject_id=ticket.pk, customers=[ticket.requester_id]
    )
    return behind_glass(
        request, message.html, message.files.all(), member, language=message.language,
        outside=partial(_outside, pk, member) if with_outside else None,
    )  # fmt: skip


@by_pass(framed=True)
@require_safe
def outside(request: HttpRequest, member: Member, what: tuple[int, str]) -> HttpResponse:
    """Fetch a picture from outside for a member who asked to see it, and draw it anew (S9)."""
    pk, address = what
    get_object_or_404(SideMessage.objects.visible_to(member), pk=pk)
    return fetched(address)


def _outside(pk: int, member: Member, address: str) -> str:
    return pass_to(member, "sideconversations:outside", [pk, address], alone=True)
