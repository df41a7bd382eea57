"""The facts in the header: each a small form that changes one thing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.tickets.forms import (
    AssigneeForm,
    KindForm,
    PriorityForm,
    SubjectForm,
    TagsForm,
    TeamForm,
    WaitForm,
)
from maru.support.tickets.models import Ticket
from maru.support.tickets.views.asking import (
    changed,
    first_error,
    is_undone,
    member_of,
    refused,
    ticket_of,
)

can_change = needs(Power.CHANGE)


@can_change
@require_http_methods(["POST", "DELETE"])
def solution(request: HttpRequest, number: int) -> HttpResponse:
    """POST solves the ticket, DELETE opens it again."""
    ticket = ticket_of(request, number)
    if is_undone(request):
        ticket.reopen(by=member_of(request))
        return changed(request, ticket)
    ticket.solve(by=member_of(request))
    undo = reverse("tickets:solution", args=[number])
    return changed(request, ticket, toast=_("Solved."), undo=undo)


@can_change
@require_http_methods(["POST", "DELETE"])
def closure(request: HttpRequest, number: int) -> HttpResponse:
    """POST closes the ticket, DELETE opens it again."""
    ticket = ticket_of(request, number)
    if is_undone(request):
        ticket.reopen(by=member_of(request))
        return changed(request, ticket)
    ticket.close(by=member_of(request))
    undo = reverse("tickets:closure", args=[number])
    return changed(request, ticket, toast=_("Closed."), undo=undo)


@can_change
@require_http_methods(["POST", "DELETE"])
def wait(request: HttpRequest, number: int) -> HttpResponse:
    """POST lets the ticket wait (pending, on_hold), DELETE goes on with it."""
    ticket = ticket_of(request, number)
    if is_undone(request):
        ticket.reopen(by=member_of(request))
        return changed(request, ticket)
    form = WaitForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, first_error(form))
    ticket.set_status(form.cleaned_data["value"], by=member_of(request))
    return changed(request, ticket)


@can_change
@require_POST
def priority(request: HttpRequest, number: int) -> HttpResponse:
    ticket, form = ticket_of(request, number), PriorityForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, first_error(form))
    ticket.set_priority(form.cleaned_data["value"], by=member_of(request))
    return changed(request, ticket)


@can_change
@require_POST
def kind(request: HttpRequest, number: int) -> HttpResponse:
    ticket, form = ticket_of(request, number), KindForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, first_error(form))
    ticket.set_kind(form.cleaned_data["value"], by=member_of(request))
    return changed(request, ticket)


@can_change
@require_POST
def subject(request: HttpRequest, number: int) -> HttpResponse:
    ticket, form = ticket_of(request, number), SubjectForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, first_error(form))
    ticket.rename(form.cleaned_data["value"], by=member_of(request))
    return changed(request, ticket)


@can_change
@require_POST
def assignee(request: HttpRequest, number: int) -> HttpResponse:
    ticket = ticket_of(request, number)
    form: Any = AssigneeForm(request.POST, ticket=ticket, member=member_of(request))
    if not form.is_valid():
        return refused(request, ticket, _("This colleague does not work for this brand."))
    ticket.assign(form.cleaned_data["value"], by=member_of(request))
    return _kept_in_sight(request, ticket)


@can_change
@require_POST
def team(request: HttpRequest, number: int) -> HttpResponse:
    ticket = ticket_of(request, number)
    form: Any = TeamForm(request.POST, ticket=ticket, member=member_of(request))
    if not form.is_valid():
        return refused(request, ticket, _("There is no such team."))
    ticket.hand_to(form.cleaned_data["value"], by=member_of(request))
    return _kept_in_sight(request, ticket)


@can_change
@require_POST
def tags(request: HttpRequest, number: int) -> HttpResponse:
    ticket, form = ticket_of(request, number), TagsForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, first_error(form))
    ticket.tag_only(form.words, by=member_of(request))
    return changed(request, ticket)


def _kept_in_sight(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Answer a change after which the ticket may be gone for whoever made it."""
    if Ticket.objects.visible_to(member_of(request)).filter(pk=ticket.pk).exists():
        return changed(request, ticket)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse("desk:inbox")
    return response
