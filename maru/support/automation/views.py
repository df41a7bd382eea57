"""What rules did to a ticket: shown beside it, and taken back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maru.staff.members.access import needs, signed_in
from maru.staff.members.roles import Power
from maru.support.actions.reasons import reason_in_words
from maru.support.automation.models import Firing
from maru.support.tickets.views.asking import changed, member_of, refused, ticket_of


@signed_in
@require_safe
def panel(request: HttpRequest, number: int) -> HttpResponse:
    member, ticket = member_of(request), ticket_of(request, number)
    context = {"ticket": ticket, "member": member, "may_change": member.can(Power.CHANGE)}
    return render(request, "automation/_panel.html", context)


@needs(Power.CHANGE)
@require_POST
def undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what a rule changed; what was said stays said."""
    member = member_of(request)
    rows = Firing.objects.visible_to(member).select_related("ticket", "rule", "cause")
    firing = get_object_or_404(rows, pk=pk)
    why = firing.undo(by=member)
    if why is None:
        return refused(request, firing.ticket, _("There is nothing to take back."), status=409)
    return changed(request, firing.ticket, toast=reason_in_words(why) if why else _("Taken back."))
