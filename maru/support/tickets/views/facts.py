"""The facts in the header: each a small form that changes one thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.before_done import left_open
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
from maru.support.tickets.onward import go_on, onward
from maru.support.tickets.views.asking import (
    asked_before_done,
    changed,
    first_error,
    is_undone,
    member_of,
    refused,
    ticket_of,
)

can_change = needs(Power.CHANGE)
Verb = Callable[..., object]  # of Ticket


@can_change
@require_http_methods(["POST", "DELETE"])
def solution(request: HttpRequest, number: int) -> HttpResponse:
    """POST solves the ticket, DELETE opens it again."""
    if is_undone(request):
        return _reopened(request, number)
    return _done(request, number, Ticket.solve, toast=_("Solved."))


@can_change
@require_http_methods(["POST", "DELETE"])
def closure(request: HttpRequest, number: int) -> HttpResponse:
    """POST closes the ticket, DELETE opens it again."""
    if is_undone(request):
        return _reopened(request, number)
    return _done(request, number, Ticket.close, toast=_("Closed."))


@can_change
@require_http_methods(["POST", "DELETE"])
def wait(request: HttpRequest, number: int) -> HttpResponse:
    """POST lets the ticket wait (pending, on_hold), DELETE goes on with it."""
    if is_undone(request):
        return _reopened(request, number)
    return _set(request, number, WaitForm(request.POST), Ticket.set_status)


@can_change
@require_POST
def priority(request: HttpRequest, number: int) -> HttpResponse:
    return _set(request, number, PriorityForm(request.POST), Ticket.set_priority)


@can_change
@require_POST
def kind(request: HttpRequest, number: int) -> HttpResponse:
    return _set(request, number, KindForm(request.POST), Ticket.set_kind)


@can_change
@require_POST
def subject(request: HttpRequest, number: int) -> HttpResponse:
    return _set(request, number, SubjectForm(request.POST), Ticket.rename)


@can_change
@require_POST
def tags(request: HttpRequest, number: int) -> HttpResponse:
    return _set(request, number, TagsForm(request.POST), Ticket.tag_only)


@can_change
@require_POST
def assignee(request: HttpRequest, number: int) -> HttpResponse:
    ticket = ticket_of(request, number)
    form = AssigneeForm(request.POST, ticket=ticket)
    return _set(request, number, form, Ticket.assign, toast=_if_away)


@can_change
@require_POST
def team(request: HttpRequest, number: int) -> HttpResponse:
    form = TeamForm(request.POST, member=member_of(request))
    return _set(request, number, form, Ticket.hand_to)


@can_change
@require_http_methods(["POST", "DELETE"])
def spam(request: HttpRequest, number: int) -> HttpResponse:
    """POST puts the ticket among the spam, DELETE brings it back; each offers the other."""
    ticket = ticket_of(request, number)
    if is_undone(request):
        ticket.clear_of_spam(by=member_of(request))
        return changed(request, ticket, toast=_("Not spam."), redo=request.path)
    ticket.mark_as_spam(by=member_of(request))
    return changed(request, ticket, toast=_("Put among the spam."), undo=request.path)


def _done(request: HttpRequest, number: int, verb: Verb, *, toast: str) -> HttpResponse:
    ticket = ticket_of(request, number)
    member = member_of(request)
    if "anyway" not in request.POST and not ticket.is_done and (words := left_open(ticket)):
        return asked_before_done(request, ticket, words)
    if verb(ticket, by=member) and (where := onward(request, ticket, member)):
        return go_on(request, where, f"#{ticket.pk} {toast}", undo=request.path)
    return changed(request, ticket, toast=toast, undo=request.path)


def _reopened(request: HttpRequest, number: int) -> HttpResponse:
    ticket = ticket_of(request, number)
    ticket.reopen(by=member_of(request))
    return changed(request, ticket)


def _if_away(member: Member | None) -> str:
    """Say that whoever was just given a ticket is not at work; '' where they are."""
    away = member.absence if member else ""
    return _("%(name)s: %(away)s") % {"name": member, "away": away} if away else ""


def _set(
    request: HttpRequest, number: int, form: Form, verb: Verb,
    toast: Callable[[Any], str] = lambda _value: "",
) -> HttpResponse:  # fmt: skip
    """Give the form's ``value`` to ``verb``; afterwards the ticket may be out of sight."""
    ticket, member = ticket_of(request, number), member_of(request)
    if not form.is_valid():
        return refused(request, ticket, first_error(form))
    verb(ticket, form.cleaned_data["value"], by=member)
    if Ticket.objects.visible_to(member).filter(pk=ticket.pk).exists():
        return changed(request, ticket, toast=toast(form.cleaned_data["value"]))
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse("desk:inbox")
    return response
