"""An abusive message: opened, said to be none, answered by a step; and who had to read how much."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs, signed_in
from maru.staff.members.roles import Power
from maru.support.shielding.abuse import Step
from maru.support.shielding.acting import act
from maru.support.shielding.exposure import of_customers, of_member, of_team
from maru.support.shielding.models import Abuse
from maru.support.tickets.models import Ticket
from maru.support.tickets.views.asking import (
    is_htmx,
    member_of,
    number_in,
    page_of,
    refused,
)


@signed_in
@require_POST
def opening(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Show it to who asks from now on; it is counted."""
    abuse = _found(request, number, pk)
    abuse.open(by=member_of(request))
    return _anew(request, abuse.message.ticket, f"#message-{abuse.message_id}")


@needs(Power.CHANGE)
@require_POST
def dismissal(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    abuse = _found(request, number, pk)
    if abuse.dismiss(by=member_of(request)):
        messages.success(request, _("It is shown to all and counts no more."))
    return _anew(request, abuse.message.ticket, f"#message-{abuse.message_id}")


@needs(Power.CHANGE)
@require_POST
def step(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Take one step of the procedure: ``step``, and to whom where it is handed over."""
    abuse, what = _found(request, number, pk), request.POST.get("step", "")
    ticket = abuse.message.ticket
    if what not in Step.values:
        return refused(request, ticket, _("There is no such step."))
    try:
        act(abuse, what, by=member_of(request), to=number_in(request.POST.get("to", "")))
    except Refusal as why:
        return refused(request, ticket, why.words, status=why.status)
    messages.success(request, {
        Step.WARN: _("The warning is in your answer. Read it and send it."),
        Step.END: _("The last words are in your answer. Sending it solves the ticket."),
        Step.HAND_OVER: _("It is handed over."),
        Step.REST: _("You are on a break. Take your time."),
    }[Step(what)])  # fmt: skip
    return _anew(request, ticket, "#composer" if what in {Step.WARN, Step.END} else "")


@signed_in
@require_safe
def exposure(request: HttpRequest) -> HttpResponse:
    """Show how much abuse one had to read; leads see their teams', too."""
    member = member_of(request)
    customers = of_customers(member) if member.can(Power.RESCUE) else []
    AccessRecord.note(request, "list", by=member, customers=[each.pk for each, _n in customers])
    context = {
        "own": of_member(member),
        "team": of_team(member) if member.can(Power.RESCUE) else [],
        "customers": customers,
        "leads": member.can(Power.RESCUE),
    }
    return render(request, "shielding/exposure.html", context)


def _found(request: HttpRequest, number: int, pk: int) -> Abuse:
    rows = Abuse.objects.visible_to(member_of(request)).select_related("message__ticket__brand")
    return get_object_or_404(rows, pk=pk, message__ticket=number)


def _anew(request: HttpRequest, ticket: Ticket, place: str) -> HttpResponse:
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return HttpResponseRedirect(page_of(ticket) + place)
