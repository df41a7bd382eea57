from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maru.kit.ui.times import spoken
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.tickets.snoozing.choosing import SnoozeForm
from maru.support.tickets.snoozing.refused import Done
from maru.support.tickets.views.asking import (
    changed,
    first_error,
    is_undone,
    member_of,
    refused,
    ticket_of,
)


@needs(Power.CHANGE)
@require_http_methods(["POST", "DELETE"])
def snooze(request: HttpRequest, number: int) -> HttpResponse:
    """POST puts the ticket off until ``value``, DELETE brings it back."""
    ticket, member = ticket_of(request, number), member_of(request)
    if is_undone(request):
        ticket.wake(by=member)
        return changed(request, ticket)
    form = SnoozeForm(request.POST, member=member, brand=ticket.brand)
    if not form.is_valid():
        return refused(request, ticket, first_error(form))
    until = form.cleaned_data["value"]
    try:
        ticket.snooze(until, by=member)
    except Done as why:
        return refused(request, ticket, why.words)
    said = _("Put off until the customer answers.")
    if until:
        said = _("Put off until %(when)s.") % {"when": spoken(until)}
    return changed(request, ticket, toast=said, undo=request.path)
