"""A rest after something hard, begun and ended by who takes it; and how much people bear."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maru.kit.ui.times import spoken
from maru.staff.members.access import needs, signed_in
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.tickets.views.asking import is_htmx, page_of, ticket_of
from maru.support.wellbeing.cool_down import Why, cool_down
from maru.support.wellbeing.load import load_of, loads_led_by


@signed_in
@require_safe
def load(request: HttpRequest) -> HttpResponse:
    """Show what one bears, and who leads what their people do."""
    member = me(request)
    context = {
        "own": load_of(member),
        "leads": member.can(Power.RESCUE),
        "people": loads_led_by(member),
    }
    return render(request, "wellbeing/load.html", context)


@needs(Power.CHANGE)
@require_POST
def hard_case(request: HttpRequest, number: int) -> HttpResponse:
    """Rest: this ticket was hard. Nothing of it stands in the ticket."""
    ticket, until = ticket_of(request, number), cool_down(me(request), Why.HARD)
    if until is None:
        messages.error(request, _("No rest after a hard case is set for your team."))
    else:
        words = _("You are given nothing new until %(when)s. Take a breath.")
        messages.success(request, words % {"when": spoken(until)})
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect(page_of(ticket))


@signed_in
@require_POST
def rest_end(request: HttpRequest) -> HttpResponse:
    """Be given new ones again."""
    if me(request).end_rest(by=me(request)):
        messages.success(request, _("You are given new ones again."))
    return redirect("wellbeing:load")
